import { useCallback, useEffect, useRef, useState } from 'react'
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
  const newest = useRef<Promise<unknown>>(undefined)
  const load = useCallback(() => {
    const question = (newest.current = askProviders(client))
    // The answer to an earlier question comes too late, and so does one after the component is gone.
    function show(next: ProvidersState): void {
      if (newest.current === question) setState(next)
    }
    question.then(readProviders).then(
      (providers) => show({ status: 'ready', providers }),
      (cause: unknown) => show({ status: 'error', error: asRequestError(cause) }),
    )
  }, [client])
  useEffect(() => {
    load()
    return () => {
      newest.current = undefined
    }
  }, [load])
  function refresh(): void {
    forgetProviders(client)
    load()
  }
  return [state, refresh]
}

function forgetProviders(client: Client): void {
  delete client.providers
}
