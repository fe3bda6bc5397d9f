import type { ReactElement } from 'react'

export interface ProviderLogoProps {
  /** Undefined until known: the place is kept. `null`: not to be had, so that no empty box stays. */
  src: string | null | undefined
}

/** A provider's logo, decorative: the name stands beside it. */
export function ProviderLogo({ src }: ProviderLogoProps): ReactElement | null {
  if (src === null) return null
  return <img alt="" className="alter-logo" height={20} src={src} />
}
