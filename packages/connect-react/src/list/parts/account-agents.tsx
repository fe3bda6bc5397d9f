import type { Delegation } from '../../wire.ts'
import { type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { AGENTS_TEXTS } from '@alter/connect/texts/agents-texts'
import { fill } from '@alter/connect/words'
import type { AccountAgentsProps, AccountItemProps } from '../replaceable-parts.ts'
import { Confirm } from './confirm.tsx'
import { useTexts } from '../../surroundings/provider.tsx'

/** The agents of an account, if it has any, in the app's own part or in ours. */
export function AgentsOf({ account, parts, onRemoveAgent }: AccountItemProps): ReactElement | null {
  const Agents = parts?.Agents ?? AccountAgents
  if (!account.delegations?.length || onRemoveAgent === undefined) return null
  return <Agents account={account} onRemoveAgent={onRemoveAgent} />
}

/** The agents that may use an account, each with a way to end that. The account itself stays connected. */
export function AccountAgents({ account, onRemoveAgent }: AccountAgentsProps): ReactElement {
  const texts = useTexts(AGENTS_TEXTS)
  const id = useId()
  const { account_identifier: label, delegations } = account
  return (
    <div className="alter-agents">
      <p className="alter-agents-title" id={id}>
        {texts.agents}
      </p>
      <ul aria-labelledby={id} className="alter-agent-list">
        {delegations?.map((delegation) => (
          <Agent
            delegation={delegation}
            key={delegation.delegation_id}
            label={label}
            onRemove={() => onRemoveAgent(delegation.agent)}
          />
        ))}
      </ul>
    </div>
  )
}

interface AgentProps {
  delegation: Delegation
  /** Label of the account. */
  label: string
  onRemove: () => unknown
}

function Agent({ delegation, label, onRemove }: AgentProps): ReactElement {
  const texts = { ...useTexts(ACCOUNTS_TEXTS), ...useTexts(AGENTS_TEXTS) }
  const { agent, expires_at } = delegation
  const [phase, setPhase] = useState<'resting' | 'asking' | 'ending'>('resting')
  const id = useId()
  const remove = useRef<HTMLButtonElement>(null)
  const before = useRef(phase)
  useEffect(() => {
    // The focused element is gone.
    if (phase === 'resting' && before.current !== 'resting' && document.activeElement === document.body) {
      remove.current?.focus()
    }
    before.current = phase
  }, [phase])

  async function end(): Promise<void> {
    setPhase('ending')
    try {
      await onRemove()
    } finally {
      setPhase('resting')
    }
  }
  return (
    <li aria-busy={phase === 'ending'} className="alter-agent" data-agent={agent.agent_id} data-phase={phase}>
      <div className="alter-agent-text">
        <bdi className="alter-agent-name" id={id}>
          {agent.display_name}
        </bdi>
        {expires_at && (
          <time className="alter-account-meta" dateTime={expires_at}>
            {fill(texts.agentUntil, day(expires_at, texts.locale))}
          </time>
        )}
      </div>
      {phase === 'resting' && (
        <button
          aria-labelledby={`${id}-remove ${id}`}
          className="alter-action"
          id={`${id}-remove`}
          ref={remove}
          type="button"
          onClick={() => setPhase('asking')}
        >
          {texts.removeAgent}
        </button>
      )}
      {phase === 'ending' && <p className="alter-account-meta">{texts.removingAgent}</p>}
      {phase === 'asking' && (
        <Confirm
          act={texts.removeAgent}
          effect={fill(texts.removeAgentEffect, label)}
          keep={texts.keepAgent}
          question={fill(texts.removeAgentQuestion, agent.display_name)}
          onCancel={() => setPhase('resting')}
          onConfirm={() => void end()}
        />
      )}
    </li>
  )
}

function day(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(time))
}
