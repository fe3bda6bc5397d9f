import { ACCOUNTS_STATES } from './accounts-states.ts'
import type { StateText } from './state-text.ts'

/** `<alter-connect-button>`: each `data-status`. */
export const ELEMENT_BUTTON_STATES = {
  'element-button-idle': {
    title: 'Idle',
    says: 'Name and logo come from the backend; a press opens the window.',
    code: `<alter-connect-button provider="google" base-path="/api/alter"></alter-connect-button>`,
  },
  'element-button-choose': {
    title: 'No provider named',
    says: 'The user chooses one in the window.',
    code: `<alter-connect-button base-path="/api/alter"></alter-connect-button>`,
  },
  'element-button-opening': {
    title: 'Opening',
    says: 'The window is open, and the session token on its way.',
    code: `mock.delay('session', 60_000)`,
  },
  'element-button-waiting': {
    title: 'Waiting',
    says: 'The user is in the window; a press brings it to the front.',
    code: `mock.delay('session/authorize', 60_000)`,
  },
  'element-button-detached': {
    title: 'Detached',
    says: 'The provider cut its window off, so the vault is being asked; to the user it is still waiting.',
    code: `mock.use('coop')
mock.delay('session/result', 60_000)`,
  },
  'element-button-blocked': {
    title: 'Blocked',
    says: 'The browser blocked the window; the same button, pressed again, opens it.',
    code: `mock.use('blocked')`,
  },
  'element-button-connected': {
    title: 'Connected',
    says: 'It worked; one more press connects one more account.',
    code: `mock.use('success')`,
  },
  'element-button-error': {
    title: 'Error',
    says: 'The user said no at the provider; a press starts afresh.',
    code: `mock.use('denied')`,
  },
  'element-button-exit': {
    title: 'Exit',
    says: 'The user closed the window: nothing went wrong.',
    code: `mock.use('closed')`,
  },
  'element-button-disabled': {
    title: 'Disabled',
    says: 'It takes no clicks.',
    code: `<alter-connect-button provider="google" base-path="/api/alter" disabled></alter-connect-button>`,
  },
  'element-button-text': {
    title: 'Words of your own',
    says: 'Text between the tags takes the place of ours.',
    code: `<alter-connect-button provider="google" base-path="/api/alter">
  Add your calendar
</alter-connect-button>`,
  },
} as const

type ElementListId = `element-${keyof typeof ACCOUNTS_STATES}`

/** `<alter-connected-accounts>`: each state of React's list. */
export const ELEMENT_LIST_STATES: Record<ElementListId, StateText> = Object.assign(
  {},
  ...Object.entries(ACCOUNTS_STATES).map(([id, { title, says, code }]) => ({
    [`element-${id}`]: { title, says: says.replace('onSignIn', 'sign-in-url'), code: asElement(code) },
  })),
)

/** What React's list is given, as attributes. */
function asElement(code: string): string {
  return code.replace(/<ConnectedAccounts(.*) \/>/, (_, props: string) => {
    const attributes = props
      .replace(/ providers=\{\['(\w+)'\]\}/, ' providers="$1"')
      .replace(/ undoTime=\{(\d+)\}/, ' undo-time="$1"')
      .replace(/ onSignIn=.*/, ' sign-in-url="/sign-in"')
    return `<alter-connected-accounts${attributes}></alter-connected-accounts>`
  })
}
