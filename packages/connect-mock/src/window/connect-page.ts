import { connectPage } from '@alter/connect-page'

/** Puts the real Connect page into this document. The worker serves its assets, as the vault would. */
export function openConnectPage(path: string): void {
  const page = new DOMParser().parseFromString(connectPage.html, 'text/html')
  // It is for a script that does not come, and the style that hides it until then comes later here.
  page.querySelector('.late')?.remove()
  document.title = page.title
  document.body.replaceChildren(...page.body.children)
  // Only the assets that the page names. It loads its languages itself.
  for (const asset of page.head.querySelectorAll('link[rel=stylesheet], script')) {
    const style = asset.getAttribute('href')
    const address = `${path}/assets/${nameOf(style ?? asset.getAttribute('src') ?? '')}`
    document.head.append(
      style === null
        ? made('script', { type: 'module', src: address })
        : made('link', { rel: 'stylesheet', href: address }),
    )
  }
}

function nameOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

function made(name: string, attributes: Record<string, string>): HTMLElement {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}
