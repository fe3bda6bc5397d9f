import { useCallback, useEffect, useState } from 'react'
import { readProviders } from '@alter/connect/requests/answers'
import type { ProvidersState } from '@alter/connect/accounts/groups'
import { asRequestError } from '@alter/connect/requests/request-error'
import type { Client } from '../surroundings/client.ts'
import { useClient } from '../surroundings/provider.tsx'
import { askProviders } from './use-provider.ts'

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
