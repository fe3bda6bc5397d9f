import type { ProviderInfo } from '@alter/protocol'
import { stillAllowed } from './asked.ts'
import { element } from './element.ts'
import { actions, badge, closeButton, facts, lead, note, pair, primary, secondary, title } from './parts.ts'
import type { Controls, In, Screen } from './screen.ts'
import type { TroubleCode } from '@alter/connect/languages/window-texts'
import { allOf, fill } from '@alter/connect/languages/sentences'
import { isolated, plural, sentences, troubleText } from './words.ts'

export function waiting(
  { visit }: In<'leaving' | 'away' | 'delegating' | 'finishing' | 'cancelling' | 'returning'>,
  provider: ProviderInfo | undefined,
  heading: string,
  more?: string,
): Screen {
  return {
    parts: [
      pair(visit.session.app, provider, 'moving'),
      title(heading),
      ...(more === undefined ? [] : [lead(more)]),
      element('div', { class: 'spinner', 'aria-hidden': 'true' }),
    ],
  }
}

export function connected({ visit: { session } }: In<'connected'>, controls: Controls): Screen {
  const { texts } = controls
  const { grants, app, agent, user_label } = session
  const provider = allOf(texts, [...new Set(grants.map(({ provider_name }) => provider_name))])
  const text = plural(texts, texts.connectedLead, grants.length)
  const isGiven = agent !== undefined && grants.some(({ delegation }) => delegation !== undefined)
  return {
    parts: [
      badge('check', 'good'),
      ...(isGiven
        ? [
            title(fill(texts.delegatedTitle, { agent: isolated(agent.display_name), provider })),
            lead(fill(texts.delegatedLead, { app: app.name })),
          ]
        : [
            title(fill(texts.connectedTitle, { provider })),
            lead(fill(text, { app: app.name, user: user_label })),
          ]),
      facts(grants.map((grant) => [grant.provider_name, grant.account_identifier])),
      actions(closeButton(controls)),
    ],
  }
}

export function cancelled({ visit: { session } }: In<'cancelled'>, controls: Controls): Screen {
  const { texts } = controls
  const { app, delivery, allowed_origin } = session
  return {
    parts: [
      badge('close', 'plain'),
      title(texts.cancelledTitle),
      lead(fill(texts.cancelledLead, { app: app.name })),
      actions(
        // In the app's own tab there is no close button, because closing the tab would leave the user nowhere.
        delivery === 'redirect' && allowed_origin !== undefined
          ? element(
              'a',
              { class: 'primary', href: `${allowed_origin}/` },
              fill(texts.backTo, { app: app.name }),
            )
          : closeButton(controls),
      ),
    ],
  }
}

/** The provider had issued tokens, which were revoked if it offers that. */
const AFTER_CONSENT: ReadonlySet<TroubleCode> = new Set(['account_mismatch', 'scope_denied'])

export function stuck({ trouble, visit, again }: In<'stuck'>, controls: Controls): Screen {
  const { texts, send } = controls
  const session = visit?.session
  const text = troubleText(texts, trouble, session)
  const [only, ...others] = session?.providers ?? []
  const lives = only?.manage_url !== undefined && others.length === 0 && AFTER_CONSENT.has(trouble.code)
  const leave =
    session?.delivery === 'redirect'
      ? (make: typeof primary) =>
          make(fill(texts.backTo, { app: session.app.name }), () => send({ type: 'cancel' }))
      : (make: typeof primary) => closeButton(controls, make)
  return {
    parts: [
      badge(trouble.code === 'offline' ? 'offline' : 'alert', again === undefined ? 'bad' : 'plain'),
      title(text.title),
      lead(sentences(texts, text.reason, text.next)),
      ...(lives ? [note(...stillAllowed(texts, only, session?.app.name ?? '', only.manage_url ?? ''))] : []),
      again === undefined
        ? actions(leave(primary))
        : actions(
            primary(texts.retry, () => send({ type: 'retry' })),
            leave(secondary),
          ),
    ],
  }
}
