import type { ConnectedAccount } from '../../../accounts/account-list.ts'
import { AGENTS_TEXTS, type AgentsTexts } from '../../../texts/agents-texts.ts'
import type { ProviderGroup } from '../../../accounts/groups.ts'
import { fill } from '../../../words.ts'
import { h, type Child } from '../pieces.ts'
import { action } from '../action.ts'
import type { ListModel } from '../model.ts'

type Delegation = NonNullable<ConnectedAccount['delegations']>[number]

/** The agents that may use an account, each with a way to end that. The account itself stays connected. */
export function accountAgents(model: ListModel, group: ProviderGroup, account: ConnectedAccount): Child {
  const { delegations } = account
  if (!delegations?.length) return undefined
  const texts: AgentsTexts = { ...AGENTS_TEXTS, ...model.own }
  const id = `account-${account.grant_id}-agents`
  return h(
    'div',
    { key: 'agents', part: 'agents' },
    h('p', { part: 'agents-title', id }, texts.agents),
    h(
      'ul',
      { 'aria-labelledby': id },
      delegations.map((delegation) => agentRow(model, group, account, delegation, texts)),
    ),
  )
}

function agentRow(
  model: ListModel,
  group: ProviderGroup,
  account: ConnectedAccount,
  { delegation_id: key, agent, expires_at: ends }: Delegation,
  texts: AgentsTexts,
): Child {
  const phase = model.phaseOf(key)
  const id = `agent-${key}`
  const { display_name: name } = agent
  function keep(): void {
    return model.setPhase(key, 'closed')
  }
  return h(
    'li',
    { key, part: 'agent', 'aria-busy': String(phase === 'ending'), 'data-agent': agent.agent_id },
    h(
      'div',
      { part: 'account-text' },
      h('bdi', { part: 'agent-name', id }, name),
      ends &&
        h(
          'time',
          { part: 'status', datetime: ends },
          fill(texts.agentUntil, dayOf(ends, model.texts.locale)),
        ),
    ),
    phase === 'closed' &&
      h(
        'button',
        {
          key: 'remove',
          part: 'action',
          type: 'button',
          id: `${id}-remove`,
          'aria-labelledby': `${id}-remove ${id}`,
          'data-opens': key,
          onclick: () => model.setPhase(key, 'asking'),
        },
        texts.removeAgent,
      ),
    phase === 'ending' && h('p', { key: 'ending', part: 'status' }, texts.removingAgent),
    phase === 'asking' &&
      h(
        'div',
        {
          key: 'asking',
          part: 'confirm',
          role: 'group',
          'aria-labelledby': `${id}-question`,
          'aria-describedby': `${id}-effect`,
          onkeydown: ({ key: pressed }: KeyboardEvent) => pressed === 'Escape' && keep(),
        },
        h(
          'div',
          { part: 'confirm-text' },
          h('p', { part: 'question', id: `${id}-question` }, fill(texts.removeAgentQuestion, name)),
          h(
            'p',
            { part: 'effect', id: `${id}-effect` },
            fill(texts.removeAgentEffect, account.account_identifier),
          ),
        ),
        h(
          'div',
          { part: 'actions' },
          // The choice that changes nothing gets the focus.
          h(
            'button',
            { part: 'action', type: 'button', ref: (element) => element.focus(), onclick: keep },
            texts.keepAgent,
          ),
          action(texts.removeAgent, () => model.removeAgent(group, account, key), 'danger'),
        ),
      ),
  )
}

function dayOf(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(time))
}
