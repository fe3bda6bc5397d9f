import type { WalletDelegation } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { visible } from '../words/visible.ts'
import { Ending } from './ending.tsx'
import { Permissions, Rules } from './limits.tsx'
import { When } from './when.tsx'

interface Props {
  delegation: WalletDelegation
  app: string
  account: string
  onRemoved: () => void
}

/** An agent of a connection: what it may do, its limits, and how to remove it. */
export function AgentCard({ delegation, app, account, onRemoved }: Props): VNode {
  const { client, texts } = useDesk()
  const { agent_name, agent_type, agent_status, permissions, rules, last_used_at, ends_at } = delegation
  const agent = visible(agent_name)
  return (
    <>
      <h3 class="agent">
        <bdi class="name">{agent}</bdi>
        {agent_status !== 'active' && <span class="badge">{texts.agentStatus[agent_status]}</span>}
      </h3>
      <p class="soft">{texts.agentType[agent_type]}</p>
      <Permissions list={permissions} none={texts.agentAll} />
      {rules.length > 0 && (
        <>
          <p class="allows">{texts.limits}</p>
          <Rules rules={rules} app={app} />
        </>
      )}
      <p class="soft small">
        {last_used_at === null ? texts.neverUsed : <When at={last_used_at} text={texts.lastUsed} />}
        {ends_at !== undefined && (
          <>
            {' · '}
            <When at={ends_at} text={texts.ends} />
          </>
        )}
      </p>
      <div class="buttons">
        <Ending
          action={texts.remove}
          label={fill(texts.removeAgent, { agent })}
          title={fill(texts.removeTitle, { agent })}
          doing={texts.removing}
          end={() => client.removeAgent(delegation.delegation_id)}
          onDone={onRemoved}
        >
          <p>{fill(texts.removeText, { account, app })}</p>
        </Ending>
      </div>
    </>
  )
}
