import type { Connection } from '@alter/protocol'

/** As loose as the published client types it, so that a program written for it type-checks. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any

/** What `onError` is given, as the published client types it; here it is always a `ConnectError`. */
export interface AlterError {
  /** What failed. */
  code: string
  /** What failed, in words. */
  message: string
  /** What the vault or the provider said. Absent where they said nothing. */
  details?: Record<string, Loose>
}

/** What `open()` is given by a program written for the published client. */
export interface OpenOptions {
  /** The session token from the backend. */
  token: string
  /** Address of the vault. Default: that of `create()`. */
  baseURL?: string | undefined
  /** Called once with what was connected. */
  onSuccess: (connections: Connection[]) => void
  /** Called once when the flow fails. Default: nothing is called. */
  onError?: ((error: AlterError) => void) | undefined
  /** Called once when the user leaves. Default: nothing is called. */
  onExit?: (() => void) | undefined
  /** Called at each step of the flow. Default: nothing is called. */
  onEvent?: ((eventName: string, metadata: Loose) => void) | undefined
}

/** As the published client types it; what the vault answers is a `ProviderInfo`. */
export interface Provider {
  /** Such as `google`. */
  id: string
  /** As people write it. */
  name: string
  /** One sentence about it. */
  description: string
  /** What kind of service it is. */
  category: string
  /** Address of its logo. */
  logo_url: string
}
