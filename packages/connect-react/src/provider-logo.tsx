import type { ReactElement } from 'react'

export interface ProviderLogoProps {
  /** Undefined until known: the place is kept. */
  src: string | undefined
}

/** A provider's logo, decorative: the name stands beside it. */
export function ProviderLogo({ src }: ProviderLogoProps): ReactElement {
  return <img alt="" className="alter-logo" height={20} src={src} />
}
