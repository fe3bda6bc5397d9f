import type { ProviderInfo } from '@alter/protocol'
import type { RequestError } from './request-error.ts'

/** Where the list of the app's providers stands. */
export type ProvidersState =
  | { status: 'loading' }
  | { status: 'ready'; providers: ProviderInfo[] }
  | { status: 'error'; error: RequestError }
