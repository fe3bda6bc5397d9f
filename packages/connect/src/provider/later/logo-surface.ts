import type * as LogoSurfaceModule from '../logo-surface.ts'

const load: () => Promise<typeof LogoSurfaceModule> = () => import('../logo-surface.ts')

/**
 * Lets a logo be light or dark by what it stands on, once that part is there: it loads while the logo's address is asked
 * for. Without it the logo is as the page is.
 */
export async function followSurface(logo: HTMLElement): Promise<void> {
  const part = await load().catch(() => undefined)
  part?.followSurface(logo)
}
