import { useEffect, useState } from 'react'
import type { Client } from '../surroundings/client.ts'
import { useClient } from '../surroundings/provider.tsx'
import type { ProviderInfo } from '../wire.ts'

/** One provider's name and logo; `undefined` before they are known, `null` when they stay unknown. */
export function useProvider(id: string | undefined): ProviderInfo | null | undefined {
  const client = useClient()
  const [info, setInfo] = useState<ProviderInfo | null>()
  useEffect(() => {
    let isWanted = true
    function show(all: ProviderInfo[]): void {
      if (isWanted) setInfo(all.find((one) => one.id === id) ?? null)
    }
    // The button works without them.
    if (id)
      askProviders(client)
        .then(show)
        .catch(() => show([]))
    return () => {
      isWanted = false
    }
  }, [client, id])
  return info
}

/** Requests the providers once, and again after `client.providers` was cleared. */
export function askProviders(client: Client): Promise<ProviderInfo[]> {
  return (client.providers ??= client.request('providers').then((body) => Object(body).providers))
}
