import type { MockVault, OwnProvider, ScenarioName } from '@alter/connect-mock'
import type { PlayedMock } from '@alter/connect-mock/browser'
import type { RequestHandler } from 'msw'
import type { ReactElement } from 'react'
import type { Texts } from '@alter/connect-react'

/** What a scene gets. */
export interface LiveProps {
  /** The words of the language; English is built in. */
  texts: Partial<Texts> | undefined
}

/** How a state is reached. */
export interface Scene {
  Live: (props: LiveProps) => ReactElement | null
  scenario?: ScenarioName
  /** Seconds that a connection lives. */
  grantTtl?: number
  /** Providers beside Google and GitHub. */
  providers?: Record<string, OwnProvider>
  handlers?: (vault: MockVault) => RequestHandler[]
  /** Prepares the mock before anything is shown. */
  arrange?: (mock: PlayedMock) => void
  /** Does what the user has done. */
  act?: (mock: PlayedMock) => Promise<void>
  /** A selector that matches once the state is reached. */
  until: string
  /** A selector of the focused element. Default: nothing has the focus. */
  focus?: string
  /** Whether the scene needs a page of its own, because custom elements share one widget while the page lives. */
  isAlone?: true
}

/** Longer than anybody looks, and within the limit of a timer. Milliseconds. */
export const FOREVER = 1_000_000_000

/** Connects an account as the user would. */
export function connected({ vault }: PlayedMock, provider: string, account: string): void {
  const { origin } = location
  const browser = 'this'
  const { session_token: token } = vault.mint({ provider }, { origin, page: `${origin}/connect` })
  vault.start({ token, browser })
  const { authorization_url } = vault.authorize({ token, browser }, provider)
  vault.decide(new URL(authorization_url).searchParams.get('state') ?? '', { account })
}

/** Pause between two looks, because nothing reports changes inside a shadow root. Milliseconds. */
const LOOK = 15

/** Resolves with the first element that the selector finds, now or later; `>>>` steps into a shadow root. */
export async function found(selector: string): Promise<HTMLElement> {
  for (;;) {
    const element = look(selector)
    if (element) return element
    await aMoment()
  }
}

/** Resolves once the selector finds nothing any more. */
export async function gone(selector: string): Promise<void> {
  while (look(selector)) await aMoment()
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK))
}

function look(selector: string): HTMLElement | null {
  let root: ParentNode | null | undefined = document
  const steps = selector.split(' >>> ')
  const last = steps.pop() ?? ''
  for (const step of steps) root = root?.querySelector(step)?.shadowRoot
  return root?.querySelector<HTMLElement>(last) ?? null
}

export async function press(selector: string): Promise<void> {
  const button = await found(selector)
  button.click()
}

/** Types into a field, as the user would: the value is the field's own, and it says so. */
export async function typeInto(selector: string, text: string): Promise<void> {
  const field = await found(selector)
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
