import type { PageBrand } from '@alter/protocol'
import type { ComponentChildren, VNode } from 'preact'

/** Content in the colours of one app. The style sheet darkens or lightens them until they can be read. */
export function Branded({
  brand,
  children,
}: {
  brand: PageBrand | undefined
  children: ComponentChildren
}): VNode {
  const { accent, accent_dark } = brand ?? {}
  const [light, dark] = [accent ?? accent_dark, accent_dark ?? accent]
  if (light === undefined || dark === undefined) return <>{children}</>
  // Set as properties, because the policy allows no style text.
  return (
    <div class="branded" style={{ '--brand-light': light, '--brand-dark': dark }}>
      {children}
    </div>
  )
}
