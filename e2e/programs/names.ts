// Every name that the published client's types export, as apps use them; checked against theirs and against ours.
import AlterConnect, {
  type AlterConnectConfig,
  type AlterError,
  type Grant,
  type OpenOptions,
  type Provider,
} from '@alter-ai/connect'

/** An app's wrapper around the client. */
export class Accounts {
  readonly #connect: AlterConnect
  readonly #stop: () => void
  error: AlterError | null = null
  grants: Grant[] = []

  constructor(config?: AlterConnectConfig) {
    this.#connect = AlterConnect.create(config)
    this.#stop = this.#connect.on('success', (grants: Grant[]) => this.grants.push(...grants))
  }

  async open(options: OpenOptions): Promise<void> {
    await this.#connect.open({
      ...options,
      onSuccess: (grants) => {
        this.error = null
        options.onSuccess(grants)
      },
      onError: (error) => {
        this.error = error
        options.onError?.(error)
      },
      onExit: () => options.onExit?.(),
      onEvent: (eventName, metadata) => options.onEvent?.(eventName, { ...metadata, of: metadata.step }),
    })
  }

  /** By names that are known only at run time. */
  listen(handlers: Record<string, (...values: string[]) => void>): void {
    for (const [name, handler] of Object.entries(handlers)) this.#connect.on(name, handler)
    this.#connect.on('close', () => this.#connect.off('success', handlers['success'] ?? (() => {})))
    const late: string = 'error'
    this.#connect.on(late, (error) => (this.error = error))
  }

  end(): void {
    this.#stop()
    this.#connect.off('success', () => {})
    if (this.#connect.isOpen()) this.#connect.close()
    this.#connect.destroy()
  }

  get version(): string {
    return this.#connect.getVersion()
  }
}

/** Every field that the README documents, and every name that the types export. */
export const options: OpenOptions = {
  token: 'alter_cs_',
  baseURL: 'https://vault.example',
  onSuccess: (grants: Grant[]) => void grants,
  onError: ({ code, message, details }: AlterError) => void [code, message, details?.['field'].length],
  onExit: () => {},
  onEvent: (eventName: string, metadata: { timestamp: string; step?: number }) => void [eventName, metadata],
}

export const failure: AlterError = { code: 'mine', message: 'Mine', details: { token: options.token.length } }

export function isWidget(value: unknown): value is AlterConnect {
  return value instanceof AlterConnect
}

const google: Provider = { id: 'google', name: 'Google', description: '', category: 'mail', logo_url: '' }

export function describe({ id, name, description, category, logo_url }: Provider = google): string {
  return [id, name, description.trim(), category.trim(), logo_url].join(' ')
}

export function row(grant: Grant): string[] {
  return [
    grant.grant_id,
    grant.provider,
    grant.provider_name,
    grant.metadata?.account_display_name ?? grant.account_identifier,
    grant.metadata?.account_email ?? '',
    grant.operation === 'reauth' ? 'again' : 'new',
    grant.status === 'active' ? 'works' : 'does not',
    grant.scopes.join(' '),
    new Date(grant.timestamp).toISOString(),
  ]
}
