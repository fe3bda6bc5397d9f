import type { ReactElement } from 'react'
import { siGoogle } from 'simple-icons'

/** The demo's mark and name. */
export function Wordmark(): ReactElement {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <defs>
          <linearGradient id="dawn" x1="0" y1="0" x2="1" y2="1">
            <stop stopColor="#f7b23b" />
            <stop offset=".55" stopColor="#f06a57" />
            <stop offset="1" stopColor="#7b6cf0" />
          </linearGradient>
        </defs>
        <path fill="url(#dawn)" d="M16 6a11 11 0 0 1 11 11v2H5v-2A11 11 0 0 1 16 6Z" />
        <path stroke="#f06a57" strokeWidth="2.5" strokeLinecap="round" d="M3 23.5h26M9 28h14" />
      </svg>
      Daybreak
    </span>
  )
}

export function GoogleLogo(): ReactElement {
  return (
    <svg className="provider-logo" viewBox="0 0 24 24" fill={`#${siGoogle.hex}`} aria-hidden="true">
      <path d={siGoogle.path} />
    </svg>
  )
}
