import { type ReactElement, useState } from 'react'
import { followSurface } from '@alter/connect/provider/later/logo-surface'
import { monogramOf } from '@alter/connect/provider/provider-name'

/** What the logo is given. */
export interface ProviderLogoProps {
  /** Undefined until known: the place is kept. `null`: not to be had. */
  src: string | null | undefined
  /** Its first letter stands for a logo that is not to be had, or cannot be loaded. Default: no letter. */
  name?: string | undefined
}

/** A provider's logo, decorative: the name stands beside it. */
export function ProviderLogo({ src, name = '' }: ProviderLogoProps): ReactElement {
  const [failed, setFailed] = useState<string | null>(null)
  if (src === null || (src !== undefined && failed === src)) {
    return <span aria-hidden="true" className="alter-logo" data-monogram={monogramOf(name)} />
  }
  return (
    <img
      alt=""
      className="alter-logo"
      height={20}
      ref={(image) => {
        if (image) void followSurface(image)
        // It may have failed before React came to listen.
        if (image?.currentSrc && image.complete && image.naturalWidth === 0) {
          image.decode().catch(() => setFailed(src ?? null))
        }
      }}
      src={src}
      onError={() => setFailed(src ?? null)}
    />
  )
}
