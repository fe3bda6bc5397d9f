import type { ReactElement } from 'react'
import type { Meaning, Variable } from './variables.ts'

export interface VariableRowProps {
  variable: Variable
  meaning: Meaning
  /** What is set; empty where nothing is. */
  value: string
  onChange: (value: string) => void
}

/** One variable: what it is for, its default, and a field that changes it at once. */
export function VariableRow({ variable, meaning, value, onChange }: VariableRowProps): ReactElement {
  const { name, fallback } = variable
  const id = name.slice(2)
  return (
    <li className="variable">
      <label htmlFor={id}>
        <code>{name}</code>
      </label>
      <p id={`${id}-says`}>
        {meaning.says}
        <small>
          Default <code>{fallback}</code>
        </small>
      </p>
      <div className="variable-fields">
        {meaning.kind === 'color' && (
          <input
            aria-label={`${name}, pick a colour`}
            name={name}
            type="color"
            onChange={({ target }) => onChange(target.value)}
          />
        )}
        <input
          aria-describedby={`${id}-says`}
          autoComplete="off"
          id={id}
          placeholder="default"
          spellCheck={false}
          type="text"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      </div>
    </li>
  )
}
