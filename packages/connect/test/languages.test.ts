import { describe, expect, test } from 'vitest'
import { fillWithWords, type Plural, pluralOf } from '@alter/connect/words'
import { sentence } from '@alter/connect/languages/sentences'

const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja', 'zh-cn'] as const
type Language = (typeof LANGUAGES)[number]
/** `plain` is what the vault's pages without a script say. */
const SURFACES = ['components', 'window', 'wallet', 'plain'] as const

/** Every text of a surface or of the shared words, by the way to it, such as `window.trouble.offline.title`. */
async function read(language: Language, file: string): Promise<Map<string, string>> {
  const module: object = await import(`../src/languages/${language}/${file}.ts`)
  const texts: object = file === 'common' ? module : Object(Object.values(module)[0])
  return new Map(textsIn(texts, file))
}

function textsIn(value: object, path: string): [path: string, text: string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] =>
    typeof inner === 'string' ? [[`${path}.${key}`, inner]] : textsIn(Object(inner), `${path}.${key}`),
  )
}

async function readAll(language: Language): Promise<Map<string, string>> {
  const maps = await Promise.all(SURFACES.map((surface) => read(language, surface)))
  return new Map(maps.flatMap((map) => [...map]))
}

const texts = new Map(
  await Promise.all(LANGUAGES.map(async (language) => [language, await readAll(language)] as const)),
)
const shared = new Map(
  await Promise.all(LANGUAGES.map(async (language) => [language, await read(language, 'common')] as const)),
)

function textsOf(language: Language): Map<string, string> {
  return texts.get(language) ?? new Map()
}

function say(language: Language, path: string): string {
  const text = textsOf(language).get(path) ?? shared.get(language)?.get(path)
  if (text === undefined) throw new Error(`${language} has no ${path}`)
  return text
}

const CATEGORY = /\.(zero|one|two|few|many|other)$/

/** The numbers that a language tells apart are one text. `other` of a list of codes is a text of its own. */
function withoutPlural(path: string): string {
  return path.endsWith('Errors.other') ? path : path.replace(CATEGORY, '')
}

function places(text: string): string[] {
  return [...new Set(text.match(/{\w+}/g))].toSorted()
}

/** What two or three surfaces say of one thing. A name that one of them does not know is filled with words of ours. */
const SAME: [thing: string, ...paths: string[]][] = [
  ['try again', 'components.retry', 'window.retry', 'wallet.retry', 'plain.retry'],
  ['nothing of this browser', 'plain.unmatched.title', 'plain.signIn.unmatched.title'],
  ['sign in', 'components.signIn', 'wallet.signIn'],
  ['cancel', 'components.cancel', 'window.cancel'],
  ['back', 'window.back', 'wallet.back'],
  ['a moment', 'components.checking', 'window.loading'],
  ['privacy', 'window.privacy', 'wallet.privacy'],
  ['terms', 'window.terms', 'wallet.terms'],
  ['support', 'window.support', 'wallet.support'],
  ['connected', 'components.connected', 'window.connectedTitle'],
  ['an agent let in', 'components.delegated', 'window.delegatedTitle'],
  ['not connected', 'components.notConnected', 'window.notConnected'],
  ['which account', 'components.pick', 'window.whichAccount'],
  ['a search', 'window.filter', 'wallet.findAccount'],
  ['nothing found', 'components.noMatch', 'window.filterNone', 'wallet.findNone'],
  ['no permission', 'components.noPermissions', 'window.allowsAccount', 'wallet.allowsAccount'],
  ['details', 'components.details', 'wallet.details'],
  ['since', 'components.since', 'wallet.since'],
  ['last used', 'components.lastUsed', 'wallet.lastUsed'],
  ['the last use', 'components.lastUse', 'wallet.lastUse'],
  ['never used', 'components.neverUsed', 'wallet.neverUsed'],
  ['the end', 'components.ends', 'wallet.end'],
  ['until', 'components.agentUntil', 'window.until'],
  ['disconnect', 'components.disconnect', 'wallet.disconnect'],
  ['disconnect?', 'components.disconnectQuestion', 'wallet.disconnectTitle'],
  ['disconnecting', 'components.ending', 'wallet.disconnecting'],
  ['keep', 'components.keep', 'components.keepAgent', 'wallet.keep'],
  ['end it there', 'components.endThere', 'window.endThere', 'wallet.remains'],
  ['see it there', 'components.manageThere', 'wallet.manage'],
  ['still allowed', 'components.stillAllowed', 'window.stillAllowed', 'wallet.leftover'],
  ['remove an agent', 'components.removeAgent', 'wallet.remove'],
  ['remove it?', 'components.removeAgentQuestion', 'wallet.removeTitle'],
  ['removing it', 'components.removingAgent', 'wallet.removing'],
  ['offline', 'window.trouble.offline.title', 'wallet.trouble.offline.title'],
  ['too many', 'window.trouble.rate_limited.title', 'wallet.trouble.rate_limited.title'],
  ['in a minute', 'window.trouble.rate_limited.reason', 'wallet.trouble.rate_limited.text'],
  ['no answer', 'window.trouble.unreachable.title', 'wallet.trouble.unreachable.title'],
  ['access denied', 'components.connectErrors.access_denied', 'window.trouble.access_denied.reason'],
]

/** A text of the first surface says all that the second says, and goes on. */
const BEGINS: [path: string, beginning: string][] = [
  ['components.error', 'common.didNotConnect'],
  ['components.permissions', 'common.allows'],
  ['wallet.allows', 'common.allows'],
  ['wallet.disconnected', 'components.disconnected'],
  ['wallet.removeText', 'components.removeAgentEffect'],
  ['wallet.statusText.expired', 'components.expired'],
  ['wallet.statusText.revoked', 'components.revoked'],
  ['wallet.statusText.broken', 'components.broken'],
  ['wallet.offline', 'window.trouble.offline.title'],
  ['wallet.farewell.ended', 'wallet.trouble.signed_out.title'],
  ['wallet.trouble.unreachable.text', 'window.trouble.unreachable.reason'],
  ['wallet.trouble.offline.text', 'window.trouble.offline.reason'],
  ['components.requestErrors.invalid_user_token', 'wallet.trouble.signed_out.title'],
  ['components.requestErrors.network_error', 'window.trouble.unreachable.title'],
  ['components.requestErrors.offline', 'window.trouble.offline.title'],
  ['components.requestErrors.rate_limited', 'window.trouble.rate_limited.title'],
  ['components.connectErrors.session_expired', 'window.trouble.session_expired.title'],
  ...[...(shared.get('en') ?? new Map<string, string>()).keys()]
    .filter((path) => path.startsWith('common.failures.'))
    .map((path) => path.replace('common.failures.', ''))
    .map((code): [string, string] => [`components.connectErrors.${code}`, `window.trouble.${code}.reason`]),
]

/** A text that says another too, whatever stands before. */
const CONTAINS: [path: string, part: string][] = [
  ['components.error', 'components.retry'],
  ['components.blocked', 'components.retry'],
  ['components.left', 'window.cancelledTitle'],
  ['components.repairRevoked', 'components.revoked'],
  ['components.repairExpired', 'components.expired'],
  ['components.requestErrors.network_error', 'window.trouble.offline.reason'],
  ['components.requestErrors.rate_limited', 'window.trouble.rate_limited.reason'],
  ['components.connectErrors.provider_unreachable', 'window.trouble.provider_unreachable.next'],
  ['wallet.trouble.unreachable.text', 'window.trouble.unreachable.next'],
]

/** Names that are not at hand, as `common.ts` of each language has them; a sentence without its full stop. */
function plain(language: Language, text: string): string {
  const values = { app: say(language, 'common.thisApp'), provider: say(language, 'common.theProvider') }
  return sentence(say(language, 'common.locale'), text, values).replace(/[.。]$/, '')
}

/** Words of a language that stand for a thing that has another name here. */
const OTHER_WORDS: Record<Language, RegExp> = {
  // "Go on" is "continue".
  en: /\b(go|goes) on\b/i,
  // The user is not addressed by the first name; "verwenden" and "Netzwerk" are the words here.
  de: /(?<!\p{L})(du|dich|dir|dein\w*|euch|euer|eure\w*)(?!\p{L})|benutz/iu,
  es: /(?<!\p{L})(usted|ustedes|peticiones|petición)(?!\p{L})/iu,
  // Who signs in or out has a session: "connecter" is what one does with an account.
  fr: /(?<!\p{L})(tu|toi|ton|tes|requêtes?)(?!\p{L})|se déconnecter|vous (re)?connecter|reconnectez-vous/iu,
  ja: /サインイン|サインアウト|エージェントを削除/,
  'zh-cn': /你|代理|回应/,
}

describe.each(LANGUAGES)('15.2 %s', (language) => {
  const own = textsOf(language)

  test.each(SAME)('%s is the same on every surface', (_thing, ...paths) => {
    const [first, ...others] = paths.map((path) => plain(language, say(language, path)))
    for (const other of others) expect(other).toBe(first)
  })

  test.each(BEGINS)('%s begins with %s', (path, beginning) => {
    expect(plain(language, say(language, path))).toMatch(startOf(plain(language, say(language, beginning))))
  })

  test.each(CONTAINS)('%s says %s too', (path, part) => {
    const text = plain(language, say(language, path)).toLowerCase()
    expect(text).toContain(plain(language, say(language, part)).toLowerCase())
  })

  test('a button without a provider says what the window is called', () => {
    const button = fillWithWords(say(language, 'components.connect'), say(language, 'components.account'))
    expect(button).toBe(say(language, 'window.page'))
  })

  test('words in the place of a name make a sentence', () => {
    const names = [
      'connect',
      'reconnect',
      'connected',
      'delegated',
      'repairConnect',
      'repairRevoked',
      'repairApprove',
    ]
    for (const name of names) {
      const text = fillWithWords(say(language, `components.${name}`), say(language, 'components.account'))
      expect(text).toMatch(/^[\p{Lu}\p{Lo}]/u)
      expect(text).not.toMatch(/\p{Script=Han} \p{Script=Han}/u)
    }
  })

  test('the rules of an agent are the same in the window and in the Wallet', () => {
    const [here, there] = ['window.rules', 'wallet.rules'].map((start) =>
      [...own]
        .filter(([path]) => path.startsWith(start))
        .map(([path, text]) => [path.slice(start.length), text]),
    )
    expect(here?.length).toBeGreaterThan(20)
    expect(there).toEqual(here)
  })

  test('texts that are one in English are one here, on all surfaces', () => {
    for (const paths of oneInEnglish()) {
      const said = paths.map((path) => [path, own.get(path)])
      expect(new Set(said.map(([, text]) => text)).size, JSON.stringify(said)).toBe(1)
    }
  })

  test('every text is there, with the values of the English one', () => {
    const english = new Map([...textsOf('en')].map(([path, text]) => [withoutPlural(path), places(text)]))
    expect(new Set([...own.keys()].map(withoutPlural))).toEqual(new Set(english.keys()))
    for (const [path, text] of own) {
      const found = places(text)
      // One of something may stand without its number.
      const wanted = english.get(withoutPlural(path)) ?? []
      expect([path, path.endsWith('.one') ? [...new Set([...found, ...wanted])].toSorted() : found]).toEqual([
        path,
        wanted,
      ])
    }
  })

  test('no text is empty or has spaces around it', () => {
    // What to do about too many requests stands in the reason.
    const said = [...own].filter(([path]) => path !== 'window.trouble.rate_limited.next')
    expect(said.filter(([, text]) => text === '' || text !== text.trim())).toEqual([])
    expect(said.filter(([, text]) => / {2}|undefined|\[object/.test(text))).toEqual([])
  })

  test('every number has the forms that the language counts with', () => {
    const { pluralCategories } = new Intl.PluralRules(say(language, 'common.locale')).resolvedOptions()
    // Of millions only, in Spanish and French: its form is that of `other` here.
    const needed = pluralCategories.filter((category) => category !== 'many').toSorted()
    const forms = new Map<string, string[]>()
    for (const path of own.keys()) {
      const [, category] = CATEGORY.exec(path) ?? []
      const name = withoutPlural(path)
      // A list of rules ends with the rule that nobody knows, which is no number.
      if (category !== undefined && name !== path && !name.endsWith('.rules'))
        forms.set(name, [...(forms.get(name) ?? []), category])
    }
    expect(forms.size).toBeGreaterThan(10)
    for (const [name, categories] of forms) {
      const sameForAll = categories.length === 1 && !say(language, `${name}.other`).includes('{scopes}')
      if (!sameForAll) expect([name, categories.toSorted()]).toEqual([name, needed])
    }
  })

  test('one word for one thing, one way to address the user', () => {
    expect([...own].filter(([, text]) => OTHER_WORDS[language].test(text))).toEqual([])
  })
})

/** Where a word of English is two words elsewhere. */
const TWO_WORDS = new Set([
  // How an account stands, and what a flow came to.
  'Not connected',
  // An account from the list, and an agent's permission.
  'Remove',
  'Removed {}.',
  '{} was not removed.',
  // A button, and what came of a use.
  'Done',
])

/** Texts of different surfaces, or of one, that have the same words in English. */
function oneInEnglish(): string[][] {
  const byText = new Map<string, string[]>()
  for (const [path, text] of textsOf('en')) {
    const words = text.replaceAll(/{\w+}/g, '{}')
    if (CATEGORY.test(path) || TWO_WORDS.has(words) || words === '') continue
    byText.set(text, [...(byText.get(text) ?? []), path])
  }
  return [...byText.values()].filter((paths) => paths.length > 1)
}

function startOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`)
}

/** What is written the same in English. */
const INTERNATIONAL =
  /^(\{page\} · Wallet|Wallet|(\{count\} )?[Aa]gents?|Apps?|Details|\{calls\} in \{time\})$/

test.each(LANGUAGES.slice(1))('15.2 %s: no text is left in English', (language) => {
  const own = [...textsOf(language)].filter(([path]) => !path.endsWith('.locale'))
  const isWord = /\p{L}/u
  const left = own.filter(
    ([path, text]) =>
      text === textsOf('en').get(path) &&
      !INTERNATIONAL.test(text) &&
      isWord.test(text.replaceAll(/{\w+}/g, '')),
  )
  expect(left).toEqual([])
  const names = /{\w+}|Wallet|JSON|CSV/g
  if (language === 'ja' || language === 'zh-cn')
    expect(own.filter(([, text]) => /[a-z]{2}/i.test(text.replaceAll(names, '')))).toEqual([])
})

test('15.2 French punctuation stays on the line of the word before it', () => {
  const own = [...textsOf('fr')]
  expect(own.filter(([, text]) => / [?!:;»]|« /.test(text))).toEqual([])
  expect(own.filter(([, text]) => /[\p{L}}][?!:»]|«[^\u00A0\u202F]/u.test(text))).toEqual([])
})

test('15.2 a number that is one has its own words in the rules of an agent', () => {
  const calls: Plural = {
    one: say('fr', 'window.rules.calls.one'),
    other: say('fr', 'window.rules.calls.other'),
  }
  expect(pluralOf(calls, 'fr', 1)).toBe('Au plus un appel')
  expect(pluralOf(calls, 'fr', 2)).toBe('Au plus {count} appels')
})

test('words of ours in the place of a name begin a sentence with a capital letter, and stand close to Chinese', () => {
  expect(sentence('de', '{provider} hat nicht geantwortet.', { provider: 'der Anbieter' })).toBe(
    'Der Anbieter hat nicht geantwortet.',
  )
  expect(sentence('zh-CN', '{provider} 没有响应。', { provider: '提供方' })).toBe('提供方没有响应。')
  expect(sentence('zh-CN', '{provider} 没有响应。', { provider: 'Google' })).toBe('Google 没有响应。')
  expect(sentence('zh-CN', '从 {app} 重新开始。', { app: '东方 航空' })).toBe('从东方 航空重新开始。')
  expect(sentence('en', 'Start again from {app}.', { app: '东方 航空' })).toBe('Start again from 东方 航空.')
})

test.each([
  ['without a place', 'iCloud verbinden', 'ein Konto', 'iCloud verbinden'],
  ['without a place, in Chinese', '连接 Google Drive 与 My App', '账号', '连接 Google Drive 与 My App'],
  ['a place that is first', '{provider} ist verbunden', 'ein Konto', 'Ein Konto ist verbunden'],
  ['a place after a small letter', 'eBay und {provider}', 'ein Konto', 'eBay und ein Konto'],
  ['other words in Chinese', '连接 {provider} 到 My App', '账号', '连接账号到 My App'],
  ['Chinese words in English', 'Connect {provider} to My App', '账号', 'Connect 账号 to My App'],
])('words in the place of a name leave the rest as it is: %s', (_case, text, words, said) => {
  expect(fillWithWords(text, words)).toBe(said)
})
