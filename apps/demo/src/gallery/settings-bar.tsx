import type { ReactElement } from 'react'
import { CHOICES, type Settings } from './settings.ts'

export interface SettingsBarProps {
  settings: Settings
  onChange: (settings: Settings) => void
}

/** How all states are shown. */
export function SettingsBar({ settings, onChange }: SettingsBarProps): ReactElement {
  function choice(name: keyof Settings, label: string): ReactElement {
    return (
      <label>
        <span>{label}</span>
        <select
          value={settings[name]}
          onChange={({ target }) => onChange({ ...settings, [name]: target.value })}
        >
          {Object.entries(CHOICES[name]).map(([value, text]) => (
            <option key={value} lang={name === 'lang' ? value : undefined} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
    )
  }
  return (
    <form aria-label="How the states are shown" className="settings">
      {choice('lang', 'Language')}
      {choice('theme', 'Theme')}
      {choice('dir', 'Direction')}
      {choice('width', 'Width')}
    </form>
  )
}
