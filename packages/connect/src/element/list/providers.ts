import type { ProvidersState } from '../../accounts/groups.ts'
import { readProviders } from '../../requests/answers.ts'
import { asRequestError } from '../../requests/request-error.ts'
import { askProviders, type ElementClient } from './client.ts'

/** The app's providers, as a list knows them. */
export interface Providers {
  now: () => ProvidersState
  /** Asks the app's backend, which may have been asked for another list already. */
  ask: () => Promise<void>
}

/** @param changed called when the answer is there */
export function createProviders(client: ElementClient, changed: () => void): Providers {
  let state: ProvidersState = { status: 'loading' }
  return {
    now: () => state,
    async ask() {
      state = { status: 'loading' }
      try {
        state = { status: 'ready', providers: readProviders(await askProviders(client)) }
      } catch (cause) {
        client.providers = undefined
        state = { status: 'error', error: asRequestError(cause) }
      }
      changed()
    },
  }
}
