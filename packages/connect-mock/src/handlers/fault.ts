import { MockProblem, problemResponse, routeProblem } from '../problem.ts'
import type { MockVault } from '../vault/vault.ts'
import type { Endpoint } from '../world/endpoint.ts'

/** Answers for an endpoint as the scenario and the test say: late, never, with an error, or normally. */
export async function underConditions(
  vault: MockVault,
  endpoint: Endpoint,
  run: () => Promise<Response>,
): Promise<Response> {
  const { delay, fault } = vault.take(endpoint)
  if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay))
  if (fault === undefined) return run()
  if (fault === 'network') return Response.error()
  if (typeof fault === 'number') return new Response('A load balancer answers.', { status: fault })
  const detail = `The mock was set to fail with ${fault}.`
  // Nobody is signed in. The app knows that without asking the vault.
  return problemResponse(
    fault === 'user_token_required' ? routeProblem(fault, detail) : new MockProblem(fault, detail),
  )
}
