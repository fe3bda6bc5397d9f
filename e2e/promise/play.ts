import { EventEmitter, once } from 'node:events'
import type { CreateSessionResponse, SessionResult } from '@alter/protocol'
import type { Entry } from './scene.ts'

type EntryOf<Type extends Entry['type']> = Extract<Entry, { type: Type }>
type Matching<Type extends Entry['type']> = Partial<EntryOf<Type>>

/** How long something that must happen may take. Milliseconds. */
const PATIENCE = 30_000

export interface PlayParts {
  url: string
  mint: (provider: string | undefined, returnUrl: string | undefined) => Promise<CreateSessionResponse>
  /** Asks for the state of a session, as the app's backend. */
  ask: (sessionId: string) => Promise<SessionResult>
}

/** One app in one row, with the log of its page and its session endpoint. */
export class Play {
  /** Where the browser goes. */
  readonly url: string
  readonly log: Entry[] = []
  readonly sessions: string[] = []
  /** The session endpoint answers 500. */
  broken = false
  readonly #parts: PlayParts
  readonly #changes = new EventEmitter()
  #held: Promise<unknown> | undefined

  constructor(parts: PlayParts) {
    this.url = parts.url
    this.#parts = parts
  }

  /** Holds back answers of the session endpoint until the returned function is called. */
  holdSessions(): () => void {
    const release = new AbortController()
    this.#held = once(release.signal, 'abort')
    return () => release.abort()
  }

  async mint(provider: string | undefined, returnUrl: string | undefined): Promise<Response> {
    await this.#held
    if (this.broken) return new Response('broken', { status: 500 })
    const session = await this.#parts.mint(provider, returnUrl)
    this.sessions.push(session.session_id)
    return Response.json(session, { status: 201 })
  }

  add(entry: Entry): void {
    this.log.push(entry)
    this.#changes.emit('entry')
  }

  /** How a session stands at the vault. Default: the last one. */
  async status(session: string = this.sessions.at(-1) ?? ''): Promise<SessionResult['status']> {
    return (await this.#parts.ask(session)).status
  }

  all<Type extends Entry['type']>(type: Type, fields: Matching<Type> = {}): EntryOf<Type>[] {
    return this.log.filter((entry): entry is EntryOf<Type> => matches(entry, type, fields))
  }

  /** The first such entry of the log, now or later. */
  async until<Type extends Entry['type']>(type: Type, fields: Matching<Type> = {}): Promise<EntryOf<Type>> {
    const signal = AbortSignal.timeout(PATIENCE)
    for (;;) {
      const [entry] = this.all(type, fields)
      if (entry) return entry
      try {
        await once(this.#changes, 'entry', { signal })
      } catch {
        throw new Error(
          `No ${type} ${JSON.stringify(fields)} within ${PATIENCE} ms; the page logged:\n${this.history()}`,
        )
      }
    }
  }

  /** The log, for people. */
  history(): string {
    const [first] = this.log
    return this.log
      .map(
        ({ at, ...entry }) => `  ${String(at - (first?.at ?? at)).padStart(6)} ms ${JSON.stringify(entry)}`,
      )
      .join('\n')
  }
}

function matches<Type extends Entry['type']>(entry: Entry, type: Type, fields: Matching<Type>): boolean {
  const values = new Map<string, unknown>(Object.entries(entry))
  return (
    entry.type === type && Object.entries(fields).every(([name, value]) => isSame(values.get(name), value))
  )
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
