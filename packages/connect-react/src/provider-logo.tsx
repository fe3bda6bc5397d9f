import { useState } from 'react'
import type { ReactElement } from 'react'

export interface ProviderLogoProps {
  /** Undefined until known: the place is kept. */
  src: string | undefined
  /** Its first letter stands in for a logo that does not load. */
  name: string | undefined
}

/** A provider's logo, decorative: the name stands beside it. */
export function ProviderLogo({ src, name }: ProviderLogoProps): ReactElement {
  const [broken, setBroken] = useState<string>()
  if (src && src !== broken) {
    return (
      <img alt="" className="alter-logo" height={20} src={src} width={20} onError={() => setBroken(src)} />
    )
  }
  return (
    <span aria-hidden="true" className="alter-logo" data-placeholder={src ? 'broken' : 'loading'}>
      {src ? name?.charAt(0) : null}
    </span>
  )
}
