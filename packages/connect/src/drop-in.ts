import type { Connection } from '@alter/protocol'

/** As loose as the published client types it, so that a program written for it type-checks. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any

/** What `onError` is given, as the published client types it; here it is always a `ConnectError`. */
export interface AlterError {
  code: string
  message: string
  details?: Record<string, Loose>
}

/** What `open()` is given by a program written for the published client. */
export interface OpenOptions {
  token: string
  baseURL?: string
  onSuccess: (connections: Connection[]) => void
  onError?: (error: AlterError) => void
  onExit?: () => void
  onEvent?: (eventName: string, metadata: Loose) => void
}

/** As the published client types it; what the vault answers is a `ProviderInfo`. */
export interface Provider {
  id: string
  name: string
  description: string
  category: string
  logo_url: string
}
