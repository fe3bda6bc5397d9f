import type { GrantAccount, PageAgent, Tightening } from '@alter/protocol'
import { askedCard, brandLinks, question } from './asked.ts'
import { element } from './element.ts'
import { actions, createGuard, lead, note, pair, primary, secondary, title } from './parts.ts'
import { asksEachTime, duration, readsOnly } from '@alter/connect/languages/rule-words'
import type { Controls, In, Screen } from './screen.ts'
import { isPicker, type Visit } from './state.ts'
import type { Texts } from '@alter/connect/languages/window-texts'
import { fill } from '@alter/connect/languages/sentences'
import { isolated } from './words.ts'

/** Durations that a user may choose. Seconds. */
const LENGTHS = [3600, 86_400, 604_800, 2_592_000]

/** Asks the user to let an agent use an account: who asks, what for, with which limits, and which account. */
export function consent(state: In<'consent'>, agent: PageAgent, controls: Controls): Screen {
  const { send, texts } = controls
  const { session } = state.visit
  const [only] = isPicker(state.visit) ? [] : session.providers
  const accounts = only === undefined ? [] : (agent.accounts[only.id] ?? [])
  const values = {
    app: session.app.name,
    agent: isolated(agent.display_name),
    provider: only?.name ?? '',
  }
  const go = primary(goText(texts, state.account), () => send({ type: 'continue' }))
  const guard = createGuard(go)
  const limits = ownLimits(state.visit, agent, controls)
  return {
    parts: [
      pair(session.app, only, 'still'),
      title(question(texts, session)),
      askedCard(texts, session),
      ...(only === undefined || accounts.length === 0
        ? []
        : [accountChoice(fill(texts.anotherAccount, values), accounts, state.account, controls)]),
      limits.part,
      ...(state.visit.welcomed ? [] : [lead(fill(texts.started, values))]),
      note(fill(texts.removeAnyTime, values)),
      ...brandLinks(texts, session),
      actions(
        go,
        secondary(texts.cancel, () => send({ type: 'cancel' })),
      ),
    ],
    update(next) {
      if (next.status !== 'consent') return
      guard(next.guard === 'open')
      go.textContent = goText(texts, next.account)
      limits.update(next.visit.tightening)
    },
  }
}

/** The button says whether it gives an account now or goes on to a provider. */
function goText(texts: Texts, account: string | null): string {
  return account === null ? texts.continue : texts.allow
}

function accountChoice(
  another: string,
  accounts: GrantAccount[],
  chosen: string | null,
  { send, texts }: Controls,
): HTMLElement {
  const options = [
    ...accounts.map((account) => ({
      account: account.grant_id as string | null,
      text: account.account_identifier,
      more: account.account_display_name,
    })),
    { account: null, text: another, more: undefined },
  ]
  return element(
    'fieldset',
    { class: 'card options' },
    element('legend', {}, texts.whichAccount),
    ...options.map(({ account, text, more }) => {
      const input = element('input', {
        type: 'radio',
        name: 'account',
        ...(account === chosen && { checked: true }),
      })
      input.addEventListener('change', () => send({ type: 'pick', account }))
      return option(input, text, more)
    }),
  )
}

/**
 * The limits that the user may tighten. Limits that the app does not allow anyway, and those that nobody could follow,
 * are not offered.
 */
function ownLimits(
  { tightening }: Visit,
  agent: PageAgent,
  { send, texts }: Controls,
): { part: HTMLElement; update: (tightening: Tightening) => void } {
  let current = tightening
  function choose(change: { [Name in keyof Tightening]: Tightening[Name] | undefined }): void {
    const { only_read, ask_each_time, ttl_seconds } = { ...current, ...change }
    send({
      type: 'tighten',
      tightening: {
        ...(only_read !== undefined && { only_read }),
        ...(ask_each_time !== undefined && { ask_each_time }),
        ...(ttl_seconds !== undefined && { ttl_seconds }),
      },
    })
  }
  function box(name: 'only_read' | 'ask_each_time'): HTMLInputElement {
    const input = element('input', { type: 'checkbox', ...(current[name] === true && { checked: true }) })
    input.addEventListener('change', () => choose({ [name]: input.checked ? true : undefined }))
    return input
  }
  const canChange = !agent.rules.some(readsOnly)
  const mayAsk = agent.can_ask_user === true && !agent.rules.some(asksEachTime)
  const onlyRead = box('only_read')
  const askMe = box('ask_each_time')
  const part = element(
    'fieldset',
    { class: 'card options' },
    element('legend', {}, texts.ownLimits),
    ...(canChange
      ? [
          option(onlyRead, texts.onlyRead, texts.onlyReadMore),
          ...(mayAsk ? [option(askMe, texts.askMe, texts.askMeMore)] : []),
        ]
      : []),
    lengthChoice(texts, agent, current, (ttl_seconds) => choose({ ttl_seconds })),
  )
  return {
    part,
    update(next) {
      current = next
      // With reading only, nothing changes, so there is nothing to ask about.
      askMe.disabled = next.only_read === true
    },
  }
}

function lengthChoice(
  texts: Texts,
  { max_ttl_seconds: most }: PageAgent,
  { ttl_seconds: chosen }: Tightening,
  choose: (seconds: number | undefined) => void,
): HTMLElement {
  const longest = most === undefined ? texts.untilRemoved : duration(texts, most)
  const select = element(
    'select',
    { id: 'how-long' },
    element('option', { value: '' }, longest),
    ...LENGTHS.filter((length) => most === undefined || length < most)
      .toReversed()
      .map((length) =>
        element(
          'option',
          { value: String(length), ...(length === chosen && { selected: true }) },
          duration(texts, length),
        ),
      ),
  )
  select.addEventListener('change', () => choose(select.value === '' ? undefined : Number(select.value)))
  return element('div', { class: 'length' }, element('label', { for: 'how-long' }, texts.howLong), select)
}

function option(input: HTMLInputElement, text: string, more: string | undefined): HTMLElement {
  return element(
    'label',
    { class: 'option' },
    input,
    element(
      'span',
      {},
      element('bdi', {}, text),
      ...(more === undefined ? [] : [element('small', {}, element('bdi', {}, more))]),
    ),
  )
}
