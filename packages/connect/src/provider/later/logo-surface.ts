import type * as LogoSurfaceModule from '../logo-surface.ts'

const load: () => Promise<typeof LogoSurfaceModule> = () => import('../logo-surface.ts')

/**
 * Makes a logo light or dark by what it stands on, once that part is there. It loads while the logo's address is asked
 * for. Without it the logo is light or dark as the page is.
 */
export async function followSurface(logo: HTMLElement): Promise<void> {
  const part = await load().catch(() => undefined)
  part?.followSurface(logo)
}
