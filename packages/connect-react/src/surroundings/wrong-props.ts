/** What a prop may be. */
interface Rule {
  fits: (value: unknown) => boolean
  /** The same in words. */
  wanted: string
  /** The component cannot be drawn with anything else: production breaks on it too, in words that name no prop. */
  isNeeded?: true
}

type Rules = Readonly<Record<string, Rule>>

// As bundlers for React replace it: in production nothing of what it guards is left.
declare const process: { env: { NODE_ENV?: string } }

const FUNCTION: Rule = { fits: (value) => typeof value === 'function', wanted: 'a function' }
const TIME: Rule = {
  fits: (value) => typeof value === 'number' && value >= 0,
  wanted: 'a number of milliseconds',
}
const CALLBACKS: Rules = { onSuccess: FUNCTION, onError: FUNCTION, onExit: FUNCTION, onEvent: FUNCTION }

function text(example: string): Rule {
  return { fits: isText, wanted: `a string, such as '${example}'` }
}

function oneOf(...values: string[]): Rule {
  const wanted = values.map((value) => `'${value}'`).join(' or ')
  return { fits: (value) => values.some((one) => one === value), wanted }
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/** Its name is drawn. */
const SHOWN_PROVIDER: Rule = { ...text('google'), isNeeded: true }

const BUTTON: Rules = {
  provider: SHOWN_PROVIDER,
  grantId: text('the grant_id of an account'),
  agent: text('the name of an agent'),
  accountHint: text('ada@example.com'),
  mode: oneOf('auto', 'popup', 'redirect'),
  whenBlocked: oneOf('retry', 'redirect'),
  grace: TIME,
  ...CALLBACKS,
}

const LIST: Rules = {
  providers: {
    fits: (value) => Array.isArray(value) && value.every(isText),
    wanted: "a list of ids, such as ['google', 'github']",
    isNeeded: true,
  },
  headingLevel: { fits: (value) => [2, 3, 4, 5, 6].some((level) => level === value), wanted: '2 to 6' },
  undoTime: TIME,
  onSignIn: FUNCTION,
  ...CALLBACKS,
}

const PROVIDER: Rules = {
  basePath: { ...text('/api/alter'), isNeeded: true },
  connect: {
    fits: (value) => typeof Object(value).store?.getState === 'function',
    wanted: 'a widget from createConnect() of @alter/connect',
    isNeeded: true,
  },
  texts: {
    fits: (value) => typeof value === 'object',
    wanted: "a language, such as de of '@alter/connect-react/de', or an object of texts",
  },
  fetch: FUNCTION,
  credentials: oneOf('omit', 'same-origin', 'include'),
}

const PICKER: Rules = {
  provider: SHOWN_PROVIDER,
  accounts: {
    fits: (value) => Array.isArray(value) && value.every((one) => isText(Object(one).account_identifier)),
    wanted: 'the accounts of the problem document, or those of useConnections()',
    isNeeded: true,
  },
  onPick: FUNCTION,
}

type Checked = 'ConnectButton' | 'ConnectedAccounts' | 'AlterProvider' | 'AccountPicker'

const RULES: Readonly<Record<Checked, Rules>> = {
  ConnectButton: BUTTON,
  ConnectedAccounts: LIST,
  AlterProvider: PROVIDER,
  AccountPicker: PICKER,
}

/**
 * Names a prop of the wrong kind, and what it must be, in development: code without types says nothing of it. An app
 * never breaks here on what is drawn in production: that is reported to the console.
 * @throws {TypeError} where the component cannot be drawn with it, in production neither
 */
export function checkProps(
  component: Checked,
  props: object,
  report?: (mistake: TypeError) => unknown,
): void {
  if (process.env.NODE_ENV === 'production') return
  for (const [name, { fits, wanted, isNeeded }] of Object.entries(RULES[component])) {
    const value: unknown = Reflect.get(props, name)
    const isAbsent = (value === undefined || value === null) && name !== 'accounts'
    if (isAbsent || fits(value)) continue
    const mistake = new TypeError(`<${component}>: ${name} must be ${wanted}, not ${shown(value)}.`)
    // `provider={isKnown && 'google'}` is drawn as if there were none.
    const isDrawn = !isNeeded || (name === 'provider' && !value)
    if (!isDrawn) throw mistake
    report?.(mistake)
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`
  if (Array.isArray(value)) return 'a list of other values'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
