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
        options.onSuccess?.(grants)
      },
      onError: (error) => {
        this.error = error
        options.onError?.(error)
      },
    })
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

export const describe = ({ id, name, logo_url }: Provider): string => [id, name, logo_url].join(' ')

export const row = (grant: Grant): string[] => [
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
