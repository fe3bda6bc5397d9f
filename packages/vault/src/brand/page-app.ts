import type { PageApp, PageBrand } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import type { Logos } from './logos.ts'

/** The app as the Connect page shows it. */
export function pageApp({ id, name, brand: { logo: _logo, ...rest } }: App, logos: Logos): PageApp {
  const logoUrl = logos.urlOf(id)
  const brand: PageBrand = { ...(logoUrl !== undefined && { logo_url: logoUrl }), ...rest }
  return { name, ...(Object.keys(brand).length > 0 && { brand }) }
}
