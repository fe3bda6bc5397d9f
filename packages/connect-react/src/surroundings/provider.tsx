import { type Context, createContext, type ReactElement, type ReactNode, useContext, useMemo } from 'react'
import { type Client, type ClientOptions, createClient } from './client.ts'
import type { Texts } from '@alter/connect/texts/texts'
import { useLatest } from '../rendering/use-latest.ts'
import { checkProps } from './wrong-props.ts'

interface Surroundings {
  client: Client
  texts?: Partial<Texts> | undefined
}

/**
 * Used without an `<AlterProvider>`: components still share one widget and one list. On a server it stays empty,
 * because nothing is loaded there.
 */
const Surroundings: Context<Surroundings> = /* @__PURE__ */ createContext({ client: createClient() })

/** Props of `<AlterProvider>`. */
export interface AlterProviderProps extends ClientOptions {
  /** A language, or single texts that replace English ones. Default: English. */
  texts?: Partial<Texts> | undefined
  /** The part of the app that uses the components and hooks. Default: none. */
  children?: ReactNode | undefined
}

/**
 * Sets where sessions and connections come from, and the language. It is not needed when the app's backend mounts
 * `alterRoutes` at `/api/alter` and the page is in English.
 * @example
 * import { de } from '@alter/connect-react/de'
 *
 * <AlterProvider basePath="/accounts" texts={de}>
 *   <App />
 * </AlterProvider>
 */
export function AlterProvider({ texts, children, ...options }: AlterProviderProps): ReactElement {
  checkProps('AlterProvider', { texts, ...options }, useContext(Surroundings).client.report)
  const { basePath, connect, fetch, credentials, userKey, debug } = options
  const latestFetch = useLatest(fetch)
  const client = useMemo(
    () =>
      createClient({
        basePath: basePath?.replace(/\/+$/, ''),
        connect,
        credentials,
        userKey,
        debug,
        fetch: (...call) => (latestFetch.current ?? globalThis.fetch)(...call),
      }),
    [basePath, connect, credentials, userKey, debug, latestFetch],
  )
  const value = useMemo(() => ({ client, texts }), [client, texts])
  return <Surroundings.Provider value={value}>{children}</Surroundings.Provider>
}

/** Context for elements in a root of their own. */
export function Within({ children, ...value }: Surroundings & { children: ReactNode }): ReactElement {
  return <Surroundings.Provider value={value}>{children}</Surroundings.Provider>
}

export function useSurroundings(): Surroundings {
  return useContext(Surroundings)
}

export function useClient(): Client {
  return useContext(Surroundings).client
}

/** The texts of one component: those of `<AlterProvider>`, else English. */
export function useTexts<Own extends Partial<Texts>>(english: Own): Own {
  return { ...english, ...useContext(Surroundings).texts }
}
