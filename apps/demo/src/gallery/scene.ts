import type { MockVault, ScenarioName } from '@alter/connect-mock'
import type { PlayedMock } from '@alter/connect-mock/browser'
import type { RequestHandler } from 'msw'
import type { ReactElement } from 'react'

/** How a state comes about. */
export interface Scene {
  Live: () => ReactElement | null
  scenario?: ScenarioName
  /** Seconds that a connection lives. */
  grantTtl?: number
  handlers?: (vault: MockVault) => RequestHandler[]
  /** What the mock is told before anything is shown. */
  arrange?: (mock: PlayedMock) => void
  /** What the user has done. */
  act?: (mock: PlayedMock) => Promise<void>
  /** A selector of what is there once the state is. */
  until: string
}

/** Longer than anybody looks, and not more than a timer can wait. Milliseconds. */
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

/** Resolves with the first element that the selector finds, now or later. */
export function found(selector: string): Promise<HTMLElement> {
  return new Promise((resolve) => {
    function look(): void {
      const element = document.querySelector<HTMLElement>(selector)
      if (!element) return
      observer.disconnect()
      resolve(element)
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { attributes: true, childList: true, subtree: true })
    look()
  })
}

export async function press(selector: string): Promise<void> {
  const button = await found(selector)
  button.click()
}
