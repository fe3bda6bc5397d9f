import type { WalletFilters } from '@alter/protocol'
import type { ComponentChildren, VNode } from 'preact'
import { useDesk } from '../desk.ts'
import type { Filter } from '../place.ts'
import { visible } from '../words/visible.ts'

const OUTCOMES = ['ok', 'denied', 'failed', 'started', 'unknown'] as const

interface Props {
  filter: Filter
  /** The choices; `undefined` before they are known. */
  choices: WalletFilters | undefined
  onChange: (filter: Filter) => void
}

/** The filters of the activity. Each change applies at once. */
export function FilterForm({ filter, choices, onChange }: Props): VNode {
  const { texts } = useDesk()

  function set(name: keyof Filter, value: string): void {
    const { [name]: _before, ...others } = filter
    onChange(value === '' ? others : { ...others, [name]: value })
  }

  const agents =
    choices?.agents.filter(({ app_id }) => filter.app === undefined || app_id === filter.app) ?? []
  return (
    <form
      class="filters"
      role="search"
      aria-label={texts.filters}
      onSubmit={(event) => event.preventDefault()}
    >
      <Choice label={texts.filterApp} value={filter.app} onChange={(value) => set('app', value)}>
        {choices?.apps.map(({ app_id, name }) => (
          <option key={app_id} value={app_id}>
            {visible(name)}
          </option>
        ))}
      </Choice>
      <Choice
        label={texts.filterProvider}
        value={filter.provider}
        onChange={(value) => set('provider', value)}
      >
        {choices?.providers.map(({ provider, provider_name }) => (
          <option key={provider} value={provider}>
            {provider_name}
          </option>
        ))}
      </Choice>
      <Choice label={texts.filterAgent} value={filter.agent} onChange={(value) => set('agent', value)}>
        {agents.map(({ agent_id, agent_name }) => (
          <option key={agent_id} value={agent_id}>
            {visible(agent_name)}
          </option>
        ))}
      </Choice>
      <Choice label={texts.filterOutcome} value={filter.outcome} onChange={(value) => set('outcome', value)}>
        {OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {texts.outcome[outcome]}
          </option>
        ))}
      </Choice>
      <Day
        label={texts.filterFrom}
        value={filter.from}
        max={filter.to}
        onChange={(value) => set('from', value)}
      />
      <Day
        label={texts.filterTo}
        value={filter.to}
        min={filter.from}
        onChange={(value) => set('to', value)}
      />
    </form>
  )
}

interface ChoiceProps {
  label: string
  value: string | undefined
  onChange: (value: string) => void
  children: ComponentChildren
}

function Choice({ label, value = '', onChange, children }: ChoiceProps): VNode {
  const { texts } = useDesk()
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">{texts.filterAll}</option>
        {children}
      </select>
    </label>
  )
}

interface DayProps {
  label: string
  value: string | undefined
  min?: string | undefined
  max?: string | undefined
  onChange: (value: string) => void
}

function Day({ label, value = '', min, max, onChange }: DayProps): VNode {
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        value={value}
        min={min}
        max={max}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  )
}
