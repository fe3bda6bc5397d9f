import type { PageAgent, PageSession, ProviderInfo } from '@alter/protocol'
import { element } from './element.ts'
import { link, logo, note } from './parts.ts'
import type { Texts } from '@alter/connect/languages/window-texts'
import { rulesInWords } from '@alter/connect/languages/rule-words'
import { fill } from '@alter/connect/languages/sentences'
import { isolated, permissions, plural, sentences } from './words.ts'

/** With more providers than this, they are named in the chooser and not on the card. */
const NAMED = 5

/** The heading of every screen that asks the user something. */
export function question(texts: Texts, { app, agent, providers }: PageSession): string {
  const [only, ...others] = providers
  const isOne = only !== undefined && others.length === 0
  const values = { app: app.name, provider: isOne ? only.name : '' }
  if (agent === undefined) return fill(isOne ? texts.confirmTitle : texts.chooseTitle, values)
  return fill(isOne ? texts.letTitle : texts.letTitleMany, {
    ...values,
    agent: isolated(agent.display_name),
  })
}

/** The card that says who asks, for whom, and what the app will be able to do. */
export function askedCard(
  texts: Texts,
  { app, agent, allowed_origin, user_label, providers }: PageSession,
): HTMLElement {
  const [only, ...others] = providers
  const allows =
    agent === undefined
      ? fill(texts.allows, { app: app.name })
      : fill(texts.agentAllows, { agent: isolated(agent.display_name) })
  return element(
    'section',
    { class: 'card' },
    element(
      'p',
      { class: 'who' },
      element('bdi', { class: 'app-name' }, agent?.display_name ?? app.name),
      ...(agent === undefined ? [] : [element('span', {}, fill(texts.agentOf, { app: isolated(app.name) }))]),
      ...(allowed_origin === undefined ? [] : [element('bdi', {}, new URL(allowed_origin).host)]),
      element('span', {}, fill(texts.forUser, { user: isolated(user_label) })),
    ),
    ...(only === undefined || others.length > 0
      ? [severalProviders(texts, providers)]
      : [element('p', { class: 'allows' }, allows), permissionList(texts, only)]),
    ...(agent === undefined ? [] : limits(texts, agent, app.name)),
  )
}

/** Every limit that the app set, in words. */
function limits(texts: Texts, { rules, max_ttl_seconds: life }: PageAgent, app: string): HTMLElement[] {
  const words = rulesInWords(texts, rules, app)
  const end = life === undefined ? texts.untilRemoved : fill(texts.until, { when: timeIn(texts, life) })
  return [
    element('p', { class: 'allows' }, texts.limits),
    element(
      'ul',
      { class: 'permissions' },
      ...words.map(({ text, list = [] }) =>
        element(
          'li',
          { dir: 'auto' },
          text,
          ...(list.length === 0 ? [] : [element('ul', {}, ...list.map((item) => element('li', {}, item)))]),
        ),
      ),
      element('li', {}, end),
    ),
  ]
}

/** The day of an end, and if it is near, the hour too. */
function timeIn({ locale }: Texts, seconds: number): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    ...(seconds < NEAR && { timeStyle: 'short' }),
  })
  return format.format(Date.now() + seconds * 1000)
}

/** Ends within this time show the hour. Seconds. */
const NEAR = 172_800

function permissionList(texts: Texts, provider: ProviderInfo): HTMLElement {
  const words = permissions(texts, provider)
  return element('ul', { class: 'permissions' }, ...words.map((word) => element('li', { dir: 'auto' }, word)))
}

function severalProviders(texts: Texts, providers: ProviderInfo[]): HTMLElement {
  const rest = providers.length - NAMED
  const rows = providers
    .slice(0, rest > 1 ? NAMED : providers.length)
    .map((provider) =>
      element('li', {}, logo(provider), element('span', {}, provider.name, permissionLine(texts, provider))),
    )
  const more = fill(plural(texts, texts.more, rest), { count: String(rest) })
  return element('ul', { class: 'providers' }, ...rows, ...(rest > 1 ? [element('li', {}, more)] : []))
}

/** What the app will be able to do, in one line. */
export function permissionLine(texts: Texts, provider: ProviderInfo): HTMLElement {
  const words = new Intl.ListFormat(texts.locale, { type: 'unit', style: 'short' }).format(
    permissions(texts, provider),
  )
  return element('small', { dir: 'auto' }, words)
}

/** Where the user can end the access: in the app, and at a provider that is not told of disconnecting. */
export function endNote(texts: Texts, { app, providers }: PageSession, before: string): HTMLElement {
  const values = { app: app.name }
  const end = sentences(texts, before, fill(texts.anyTime, values))
  const [only, ...others] = providers
  const url = others.length === 0 ? only?.manage_url : undefined
  if (only === undefined || url === undefined) return note(end)
  return note(`${end} `, ...stillAllowed(texts, only, app.name, url))
}

/** For a provider that may go on listing the app: where the user ends that. */
export function stillAllowed(
  texts: Texts,
  { name }: ProviderInfo,
  app: string,
  url: string,
): (Node | string)[] {
  const values = { provider: name, app }
  return [`${fill(texts.stillAllowed, values)} `, link(fill(texts.endThere, values), url)]
}

/** Links to the app's own pages, if the operator configured any. */
export function brandLinks(texts: Texts, { app: { brand = {} } }: PageSession): HTMLElement[] {
  const named = [
    [texts.privacy, brand.privacy_url],
    [texts.terms, brand.terms_url],
    [texts.support, brand.support_url],
  ] as const
  const links = named.flatMap(([text, url]) => (url === undefined ? [] : [link(text, url)]))
  return links.length === 0 ? [] : [element('p', { class: 'links' }, ...links)]
}
