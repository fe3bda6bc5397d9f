import { useSyncExternalStore } from 'react'
import type { ProviderInfo } from './wire.ts'
import { useClient } from './provider.tsx'
import type { Resource, ResourceState } from './resource.ts'

const LOADING: ResourceState<never> = { status: 'loading' }

/** The app's providers, fetched once and shared. */
export function useProviders(): ResourceState<ProviderInfo[]> & { refresh: () => Promise<void> } {
  const { providers } = useClient()
  const state = useSyncExternalStore(providers.subscribe, providers.getState, () => LOADING)
  return { ...state, refresh: providers.refresh }
}

/** One provider's name and logo; `undefined` until known. Asks for nothing while `needed` is false. */
export function useProvider(id: string | undefined, needed: boolean): ProviderInfo | undefined {
  const { providers } = useClient()
  return useSyncExternalStore(
    needed ? providers.subscribe : never,
    () => find(providers, id),
    () => undefined,
  )
}

function find({ getState }: Resource<ProviderInfo[]>, id: string | undefined): ProviderInfo | undefined {
  const state = getState()
  return state.status === 'ready' ? state.data.find((provider) => provider.id === id) : undefined
}

const never = (): (() => void) => () => {}
