import { connectPage } from '@alter/connect-page'

/** Puts the real Connect page into this document; the worker serves its assets, as the vault would. */
export function openConnectPage(path: string): void {
  const page = new DOMParser().parseFromString(connectPage.html, 'text/html')
  document.title = page.title
  document.body.replaceChildren(...page.body.children)
  for (const name of Object.keys(connectPage.assets)) {
    const address = `${path}/assets/${name}`
    document.head.append(
      name.endsWith('.css')
        ? made('link', { rel: 'stylesheet', href: address })
        : made('script', { type: 'module', src: address }),
    )
  }
}

function made(name: string, attributes: Record<string, string>): HTMLElement {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}
