// The app of the rows: buttons that call the widget, and a log that the test reads.
import {
  AlterConnect,
  type Connection,
  type ConnectOptions,
  isConnectError,
  type Session,
  type SessionRequest,
} from '@alter/connect'
import type { Entry, PageScene } from '../scene.ts'
import { cost } from './cost.ts'

type Logged = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'at' | 'widget'> : never) : never

const scene: PageScene = JSON.parse(document.body.dataset['scene'] ?? '')
let logging = Promise.resolve()
// Entries that were being logged when the page was left get no answer any more.
cost.addEventListener('pageshow', () => (logging = Promise.resolve()))

function log(entry: Logged, widget = 1): void {
  const body = JSON.stringify({ ...entry, widget, at: Date.now() })
  function post(): Promise<unknown> {
    return cost.fetch(`${scene.base}/log`, { method: 'POST', body, keepalive: true })
  }
  logging = logging.then(post).then(
    () => undefined,
    () => undefined,
  )
}

async function mint({ provider, returnUrl }: Partial<SessionRequest>): Promise<Session> {
  const response = await fetch(`${scene.base}/session`, {
    method: 'POST',
    body: JSON.stringify({ provider, returnUrl }),
  })
  if (!response.ok) throw new Error(`session: ${response.status}`)
  return JSON.parse(await response.text())
}

function accounts(connections: Connection[]): string[] {
  return connections.map(({ account_identifier }) => account_identifier)
}
function codeOf(error: unknown): string {
  return isConnectError(error) ? error.code : String(error)
}
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

function createWidget(): AlterConnect {
  return AlterConnect.create({ session: mint, baseURL: scene.vaultOrigin })
}

function listen(widget: AlterConnect, number: number): void {
  widget.on('success', (connections, { late }) =>
    log({ type: 'success', accounts: accounts(connections), late }, number),
  )
  widget.on('error', ({ code, message, retryable, cause }) =>
    log({ type: 'error', code, message, retryable, cause: messageOf(cause) }, number),
  )
  widget.on('exit', ({ reason, certain }) =>
    log({ type: 'exit', reason, certain, waited: cost.closedFor() }, number),
  )
  widget.on('close', () => log({ type: 'close' }, number))
  widget.on('event', (name, { session_id = null, timestamp }) =>
    log({ type: 'event', name, session: session_id, timestamp }, number),
  )
  widget.store.subscribe(({ status }) => log({ type: 'state', status }, number))
}

const widget = createWidget()
if (scene.listens === 'at once') listen(widget, 1)
const leaving = new AbortController()
let calls = 0
let ready: Session | undefined

function optionsFor(provider: string | undefined): ConnectOptions {
  const { token, grace, mode, whenBlocked } = scene
  const options: ConnectOptions = {
    ...(provider === undefined ? {} : { provider }),
    ...(grace === undefined ? {} : { grace }),
    ...(mode === undefined ? {} : { mode }),
    ...(whenBlocked === undefined ? {} : { whenBlocked }),
    signal: leaving.signal,
  }
  if (token === 'function') options.token = mint
  if (token === 'promise') options.token = mint({ provider })
  if (ready !== undefined) options.token = ready
  return options
}

function connect(on: AlterConnect, provider?: string): void {
  const call = (calls += 1)
  on.connect(optionsFor(provider)).then(
    (connections) => log({ type: 'resolved', call, accounts: accounts(connections) }),
    (error: unknown) => log({ type: 'rejected', call, code: codeOf(error), message: messageOf(error) }),
  )
}

function open(provider: string): void {
  const call = (calls += 1)
  function notified(outcome: 'success' | 'error' | 'exit') {
    return (): void => log({ type: 'notified', call, outcome })
  }
  const handlers = { onSuccess: notified('success'), onError: notified('error'), onExit: notified('exit') }
  widget.open({ ...optionsFor(provider), ...handlers }).catch((error: unknown) => {
    log({ type: 'rejected', call, code: codeOf(error), message: messageOf(error) })
  })
}

function note(what: string, value: unknown): void {
  log({ type: 'noted', what, value: String(value) })
}

async function useDestroyed(): Promise<void> {
  const attempts: Record<string, () => unknown> = {
    open: () => widget.open({ onSuccess: () => {} }),
    connect: () => widget.connect(),
    close: () => widget.close(),
    on: () => widget.on('success', () => {}),
    off: () => widget.off('success', () => {}),
    isOpen: () => widget.isOpen(),
    destroy: () => widget.destroy(),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      await attempt()
      note(name, 'silent')
    } catch (error) {
      note(name, codeOf(error))
    }
  }
}

function arrive(data: unknown, origin: string, source: Window | null): void {
  dispatchEvent(new MessageEvent('message', { data, origin, source }))
}

function forge(): void {
  const session = cost.lastSession ?? ''
  const shapes: unknown[] = [
    null,
    'alter_connect_success',
    { type: 'alter_connect_success', session },
    { type: 'alter_connect_success', session, grants: [] },
    { type: 'alter_connect_success', session, grants: [{ grant_id: 1 }] },
    { type: 'alter_connect_error', session },
  ]
  const forged = {
    type: 'alter_connect_success',
    grants: [{ grant_id: 'forged', provider: 'google', account_identifier: 'mallory@forged.example' }],
  }
  const popup = cost.lastWindow
  for (const shape of shapes) arrive(shape, scene.vaultOrigin, popup)
  arrive({ ...forged, session: '0'.repeat(32) }, scene.vaultOrigin, popup)
  arrive({ ...forged, session }, scene.vaultOrigin, window)
  arrive({ ...forged, session }, 'https://evil.example', popup)
  // A message that a page of another site really posts.
  const frame = document.createElement('iframe')
  frame.src = `${scene.forger}#${encodeURIComponent(JSON.stringify({ ...forged, session }))}`
  addEventListener('message', ({ source }) => {
    if (source === frame.contentWindow) note('forged', 'arrived')
  })
  document.body.append(frame)
}

const deeds: Record<string, () => void> = {
  'Connect Google': () => connect(widget, 'google'),
  'Connect GitHub': () => connect(widget, 'github'),
  'Connect something': () => connect(widget),
  'Open Google': () => open('google'),
  'Elsewhere Google': () => {
    const other = createWidget()
    listen(other, 2)
    connect(other, 'google')
  },
  Retry: () => {
    const state = widget.store.getState()
    if (state.status === 'blocked') state.retry()
  },
  Close: () => widget.close(),
  Abort: () => leaving.abort(new Error('left')),
  Destroy: () => widget.destroy(),
  'Use it destroyed': () => void useDestroyed(),
  Forge: forge,
  Listen: () => listen(widget, 1),
  Duplicate: () => void window.open(location.href),
  Count: () => note('upkeep', JSON.stringify(cost.upkeep())),
  Look: () => note('focus', document.hasFocus()),
}

if (scene.token === 'answer' || scene.token === 'string') {
  ready = await mint({ provider: 'google' })
  if (scene.token === 'string' && typeof ready === 'object') ready = ready.session_token
}
for (const [name, deed] of Object.entries(deeds)) {
  const button = document.createElement('button')
  button.textContent = name
  button.addEventListener('click', deed)
  document.body.append(button)
}
log({ type: 'loaded' })
if (scene.unasked && location.search === '') {
  // A driver that looks into a page activates it. Until that is over, the call counts as asked for.
  while (navigator.userActivation.isActive) await new Promise<void>((resolve) => cost.setTimeout(resolve, 50))
  connect(widget, 'google')
}
