import type { ProviderInfo } from '@alter/protocol'
import { element } from './element.ts'
import { actions, badge, closeButton, facts, lead, pair, primary, secondary, title } from './parts.ts'
import type { Controls, In, Screen } from './screen.ts'
import { TEXT } from './text.ts'

export function waiting(
  { visit }: In<'leaving' | 'away' | 'finishing' | 'cancelling' | 'returning'>,
  provider: ProviderInfo | undefined,
  heading: string,
  more?: string,
): Screen {
  return {
    parts: [
      pair(visit.session.app.name, provider, 'moving'),
      title(heading),
      ...(more === undefined ? [] : [lead(more)]),
      element('div', { class: 'spinner', 'aria-hidden': 'true' }),
    ],
  }
}

export function connected({ visit: { session } }: In<'connected'>, { close }: Controls): Screen {
  return {
    parts: [
      badge('check', 'good'),
      title(TEXT.connectedTitle(session)),
      lead(TEXT.connectedLead(session)),
      facts(session.grants.map((grant) => [grant.provider_name, grant.account_identifier])),
      actions(closeButton(close)),
    ],
  }
}

export function cancelled({ visit: { session } }: In<'cancelled'>, { close }: Controls): Screen {
  return {
    parts: [
      badge('close', 'plain'),
      title(TEXT.cancelledTitle),
      lead(TEXT.cancelledLead(session)),
      actions(closeButton(close)),
    ],
  }
}

export function stuck({ trouble, visit, again }: In<'stuck'>, { send, close }: Controls): Screen {
  const session = visit?.session
  const [only, ...others] = session?.providers ?? []
  const text = TEXT.trouble(trouble.code, session?.app.name, others.length === 0 ? only?.name : undefined)
  return {
    parts: [
      badge(trouble.code === 'offline' ? 'offline' : 'alert', again === undefined ? 'bad' : 'plain'),
      title(text.title),
      lead(text.lead),
      again === undefined
        ? actions(closeButton(close))
        : actions(
            primary(TEXT.retry, () => send({ type: 'retry' })),
            closeButton(close, secondary),
          ),
    ],
  }
}
