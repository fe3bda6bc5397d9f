import { useCallback, useEffect, useState } from 'react'
import { readProviders } from './answers.ts'
import type { Client } from './client.ts'
import { useClient } from './provider.tsx'
import { asRequestError, type RequestError } from './request-error.ts'
import { askProviders } from './use-provider.ts'
import type { ProviderInfo } from './wire.ts'

export type ProvidersState =
  | { status: 'loading' }
  | { status: 'ready'; providers: ProviderInfo[] }
  | { status: 'error'; error: RequestError }

/** The app's providers, and how to ask for them again. */
export function useProviders(): [state: ProvidersState, refresh: () => void] {
  const client = useClient()
  const [state, setState] = useState<ProvidersState>({ status: 'loading' })
  const load = useCallback(() => {
    askProviders(client)
      .then(readProviders)
      .then(
        (providers) => setState({ status: 'ready', providers }),
        (cause: unknown) => setState({ status: 'error', error: asRequestError(cause) }),
      )
  }, [client])
  useEffect(load, [load])
  function refresh(): void {
    forgetProviders(client)
    load()
  }
  return [state, refresh]
}

function forgetProviders(client: Client): void {
  delete client.providers
}
