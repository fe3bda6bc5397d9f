import { type ReactElement, useState } from 'react'
import { followSurface } from '@alter/connect/provider/later/logo-surface'
import { monogramOf } from '@alter/connect/provider/provider-name'

/** Props of the logo. */
export interface ProviderLogoProps {
  /** Address of the logo; `undefined` before it is known, when the place is kept; `null` when there is none. */
  src: string | null | undefined
  /** Name of the provider. Its first letter replaces a missing logo. Default: no letter. */
  name?: string | undefined
}

/** A provider's logo. It is decorative, because the name stands beside it. */
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
        // Loading may have failed before React listened.
        if (image?.currentSrc && image.complete && image.naturalWidth === 0) {
          image.decode().catch(() => setFailed(src ?? null))
        }
      }}
      src={src}
      onError={() => setFailed(src ?? null)}
    />
  )
}
