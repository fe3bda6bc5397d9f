import { ConnectError } from '../src/errors.ts'
import { transition } from '../src/flow/machine.ts'
import { transitionWithSession } from '../src/flow/session-machine.ts'
import type { Effect, FlowEvent, Happening, Next, State } from '../src/flow/state.ts'
import type { Outcome } from '../src/outcome.ts'
import { connectionOf } from './connection.ts'

type Status = State['status']
type EventType = Happening['type']

const error = new ConnectError('session_failed')
const steps = { page_loaded: 1 }
const started = { ...steps, authorization_started: 1 }
const failed: Outcome = { status: 'error', error }
const connected: Outcome = { status: 'connected', connections: [connectionOf('work@example.com')] }
const closed: Outcome = { status: 'exit', reason: 'closed', certain: false }

/** Every status, in each way that its rows tell apart. */
export const STATES: { [Name in Status]: Extract<State, { status: Name }>[] } = {
  idle: [{ status: 'idle' }],
  opening: [
    { status: 'opening', place: 'window' },
    { status: 'opening', place: 'page' },
  ],
  loading: [
    { status: 'loading', wasAway: false, steps },
    { status: 'loading', wasAway: true, steps },
  ],
  onPage: [
    { status: 'onPage', wasAway: false, steps },
    { status: 'onPage', wasAway: true, steps },
    { status: 'onPage', wasAway: true, steps: started },
  ],
  atProvider: [
    { status: 'atProvider', wasAway: false, steps: started },
    { status: 'atProvider', wasAway: true, steps: started },
  ],
  unreachable: [
    { status: 'unreachable', wasAway: false, steps },
    { status: 'unreachable', wasAway: true, steps },
  ],
  pageLeft: [{ status: 'pageLeft', steps }],
  doubtful: [{ status: 'doubtful', steps }],
  detached: [{ status: 'detached', steps }],
  asked: [{ status: 'asked', steps }],
  grace: [{ status: 'grace', steps }],
  unsure: [{ status: 'unsure', steps, outcome: closed }],
  blocked: [{ status: 'blocked', outcome: failed }],
  settled: [{ status: 'settled', outcome: failed }],
}

/** Every event, in each way that its rows tell apart. */
export const EVENTS: { [Name in EventType]: Extract<Happening, { type: Name }>[] } = {
  opened: [
    { type: 'opened', place: 'window' },
    { type: 'opened', place: 'page' },
  ],
  blocked: [{ type: 'blocked', error }],
  resumed: [
    { type: 'resumed', state: { status: 'unreachable', wasAway: false, steps } },
    { type: 'resumed', state: { status: 'doubtful', steps } },
  ],
  minted: [{ type: 'minted' }],
  failed: [{ type: 'failed', error }],
  hello: [{ type: 'hello' }],
  step: [
    { type: 'step', name: 'provider_selected', count: 1 },
    { type: 'step', name: 'authorization_started', count: 2 },
    { type: 'step', name: 'authorization_completed', count: 1 },
  ],
  answered: [
    { type: 'answered' },
    { type: 'answered', outcome: connected },
    { type: 'answered', outcome: failed },
  ],
  hinted: [{ type: 'hinted' }],
  windowChecked: [
    { type: 'windowChecked', isClosed: false },
    { type: 'windowChecked', isClosed: true },
  ],
  slow: [{ type: 'slow' }],
  timedOut: [{ type: 'timedOut' }],
  hidden: [{ type: 'hidden' }],
  returned: [{ type: 'returned' }],
  clicked: [{ type: 'clicked' }],
  left: [
    { type: 'left', reason: 'cancelled' },
    { type: 'left', reason: 'replaced' },
  ],
  aborted: [{ type: 'aborted', error }],
}

const ENDED: Status[] = ['unsure', 'blocked', 'settled']
const NO_SESSION: Status[] = ['idle', 'opening', 'blocked']
const NO_WINDOW: Status[] = ['unreachable', 'pageLeft', 'doubtful', 'detached', 'asked', 'grace', 'unsure']
const ALL: Status[] = ['opening', 'loading', 'onPage', 'atProvider', ...NO_WINDOW, 'blocked', 'settled']

interface Reason {
  statuses: Status[]
  why: string
}

/** Cells that cannot happen, and why. The first reason counts. */
const IMPOSSIBLE: Partial<Record<EventType, Reason[]>> = {
  opened: [
    {
      statuses: ['opening', ...ENDED],
      why: 'a window is opened at the start, and anew by a click while a session runs',
    },
  ],
  blocked: [
    {
      statuses: ['opening', ...ENDED],
      why: 'a window is opened at the start, and anew by a click while a session runs',
    },
  ],
  resumed: [{ statuses: ALL, why: 'it is the first event of a flow' }],
  minted: [
    {
      statuses: ['loading', 'onPage', 'atProvider', ...NO_WINDOW, 'blocked'],
      why: 'a flow gets one session, and a resumed or blocked one gets none',
    },
  ],
  failed: [{ statuses: ['blocked'], why: 'a blocked flow gets no session' }],
  hello: [
    { statuses: [...NO_SESSION, 'settled'], why: 'messages of the page arrive from the session to the end' },
    { statuses: NO_WINDOW, why: 'without a handle to the window, its page only hints' },
  ],
  step: [{ statuses: NO_SESSION, why: 'the page and the vault report once there is a session' }],
  answered: [{ statuses: NO_SESSION, why: 'the page and the vault report once there is a session' }],
  hinted: [
    { statuses: [...NO_SESSION, 'settled'], why: 'messages of the page arrive from the session to the end' },
  ],
  slow: [{ statuses: [...ENDED, 'idle'], why: 'the clock of the window has stopped, or not begun' }],
  timedOut: [
    {
      statuses: [...NO_SESSION, 'settled'],
      why: 'the timer belongs to a flow with a session, and ends with it',
    },
  ],
  hidden: [
    { statuses: ['idle', 'blocked', 'settled'], why: 'the page is watched from the start to the end' },
  ],
  returned: [
    { statuses: ['idle', 'blocked', 'settled'], why: 'the page is watched from the start to the end' },
  ],
  clicked: [{ statuses: [...ENDED, 'idle'], why: 'a call after the end starts a flow of its own' }],
  left: [{ statuses: ['blocked'], why: 'nothing runs that could be left' }],
  aborted: [{ statuses: ENDED, why: 'the signal counts until the outcome' }],
  windowChecked: [{ statuses: ['blocked'], why: 'there is no window' }],
}
for (const type of Object.keys(EVENTS)) {
  if (isEventType(type) && !['opened', 'blocked', 'resumed'].includes(type)) {
    IMPOSSIBLE[type] = [
      { statuses: ['idle'], why: 'a flow starts with `opened`, `blocked` or `resumed`' },
      ...(IMPOSSIBLE[type] ?? []),
    ]
  }
}

/** Cells that happen and change nothing, and why. */
const IGNORED: Partial<Record<EventType, Reason[]>> = {
  blocked: [
    {
      statuses: ['loading', 'onPage', 'atProvider', ...NO_WINDOW.filter((status) => status !== 'unsure')],
      why: 'the window of a second click was blocked: the flow goes on',
    },
  ],
  failed: [{ statuses: ['unsure', 'settled'], why: 'the outcome is known already' }],
  step: [{ statuses: ['settled'], why: 'a handler ended the flow while an answer was read' }],
  answered: [
    {
      statuses: ['settled'],
      why: 'the outcome is known; the answer is to the end of the session, or was being read',
    },
  ],
  windowChecked: [
    {
      statuses: ['pageLeft', 'doubtful', 'detached', 'asked', 'grace', 'unsure', 'settled'],
      why: 'there is no window any more',
    },
  ],
  slow: [
    { statuses: ['opening'], why: 'there is no session to ask about' },
    {
      statuses: ['pageLeft', 'doubtful', 'detached', 'asked', 'grace'],
      why: 'the vault is asked already, or the page is gone',
    },
  ],
  timedOut: [
    {
      statuses: ['loading', 'onPage', 'atProvider', 'unreachable', 'pageLeft', 'detached', 'unsure'],
      why: 'the state that started the timer is over',
    },
  ],
  hidden: [{ statuses: ['opening'], why: 'there is no session to keep' }],
  returned: [
    { statuses: ['opening'], why: 'there is no session to ask about' },
    { statuses: ['asked'], why: 'the answer that decides is on its way' },
  ],
  left: [{ statuses: ['settled'], why: 'the outcome is known already' }],
}

/** What the machine makes of an event, with the rows that load later. */
export function next(state: State, happening: Happening, hasFocus: boolean): Next {
  const event: FlowEvent = { ...happening, hasFocus }
  const [after, ...effects] = transition(state, event)
  if (!effects.includes('consult')) return [after, ...effects]
  const [last, ...more] = transitionWithSession(after, event)
  return [last, ...effects.filter((effect) => effect !== 'consult'), ...more]
}

export interface Cell {
  status: Status
  event: EventType
  impossible: string | undefined
  ignored: string | undefined
  results: { state: State; to: State; effects: Effect[] }[]
}

function isEventType(type: string): type is EventType {
  return type in EVENTS
}

function isStatus(status: string): status is Status {
  return status in STATES
}

function find(reasons: Reason[] = [], status: Status): string | undefined {
  return reasons.find(({ statuses }) => statuses.includes(status))?.why
}

/** Why an event cannot happen to a state; nothing where it can. */
export function whyImpossible(status: Status, event: EventType): string | undefined {
  return find(IMPOSSIBLE[event], status)
}

/** Every cell of the table, each with all that can come of it. */
export function walk(): Cell[] {
  return Object.keys(EVENTS)
    .filter(isEventType)
    .flatMap((event) =>
      Object.keys(STATES)
        .filter(isStatus)
        .map((status) => ({
          status,
          event,
          impossible: whyImpossible(status, event),
          ignored: find(IGNORED[event], status),
          results: STATES[status].flatMap((state) =>
            EVENTS[event].flatMap((happening) =>
              [true, false].map((hasFocus) => {
                const [to, ...effects] = next(state, happening, hasFocus)
                return { state, to, effects }
              }),
            ),
          ),
        })),
    )
}
