import type { PageApp, ProviderInfo } from '@alter/protocol'
import { element, icon, type IconName } from './element.ts'
import type { Texts } from '@alter/connect/languages/window-texts'
import { monogram } from './words.ts'

/** The provider's logo with reserved space. It is decorative, because the name stands beside it. */
export function logo({ logo_url, name }: ProviderInfo): HTMLElement {
  return picture(logo_url, name)
}

/** A picture, or the first letter of the name when it does not load. */
function picture(url: string, name: string): HTMLElement {
  const image = element('img', { src: url, alt: '', width: '28', height: '28', decoding: 'async' })
  image.addEventListener('error', () => image.replaceWith(letter(name)), { once: true })
  return image
}

function letter(name: string): HTMLElement {
  return element('span', { class: 'letter', 'aria-hidden': 'true' }, monogram(name))
}

function appTile({ name, brand }: PageApp): HTMLElement {
  const url = brand?.logo_url
  if (url === undefined) return element('span', { class: 'tile app' }, letter(name))
  return element('span', { class: 'tile' }, picture(url, name))
}

/** The logos of app and provider, side by side. */
export function pair(
  app: PageApp,
  provider: ProviderInfo | undefined,
  motion: 'still' | 'moving',
): HTMLElement {
  const tiles = element('div', { class: 'pair', 'aria-hidden': 'true', 'data-motion': motion }, appTile(app))
  if (provider !== undefined) {
    tiles.append(element('span', { class: 'wire' }), element('span', { class: 'tile' }, logo(provider)))
  }
  return tiles
}

/** Space for the logos of app and provider, before they are known. */
export function unknownPair(): HTMLElement {
  return element(
    'div',
    { class: 'pair', 'aria-hidden': 'true', 'data-motion': 'moving' },
    element('span', { class: 'tile empty' }),
    element('span', { class: 'wire' }),
    element('span', { class: 'tile empty' }),
  )
}

/** Tiles, and space for heading and text. */
export function skeleton(texts: Texts, tiles: HTMLElement): HTMLElement[] {
  return [element('h1', { class: 'quiet' }, texts.page), tiles, element('div', { class: 'bar wide' }), bar()]
}

/** Space for a line of text. */
export function bar(): HTMLElement {
  return element('div', { class: 'bar' })
}

export function badge(name: IconName, tone: 'good' | 'bad' | 'plain'): HTMLElement {
  return element(
    'div',
    { class: 'pair', 'aria-hidden': 'true' },
    element('span', { class: `tile ${tone}` }, icon(name)),
  )
}

/** A heading that gets the focus when its screen appears, so that a screen reader reads on from there. */
export function title(text: string): HTMLElement {
  return element('h1', { tabindex: '-1' }, text)
}

export function lead(text: string): HTMLElement {
  return element('p', { class: 'lead' }, text)
}

export function note(...parts: (Node | string)[]): HTMLElement {
  return element('p', { class: 'note' }, ...parts)
}

export function primary(text: string, on: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'primary', on }, text)
}

/** Says whether a button counts. One that does not has no focus: it has it back once it counts again. */
export function createGuard(button: HTMLButtonElement): (isOpen: boolean) => void {
  let hadFocus = false
  button.disabled = true
  return (isOpen) => {
    hadFocus ||= document.activeElement === button
    button.disabled = !isOpen
    if (!isOpen) return
    if (hadFocus && document.activeElement === document.body) button.focus()
    hadFocus = false
  }
}

export function secondary(text: string, on: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'secondary', on }, text)
}

export function actions(...buttons: HTMLElement[]): HTMLElement {
  return element('div', { class: 'actions' }, ...buttons)
}

/** A link that opens beside the page, because the flow goes on here. */
export function link(text: string, href: string): HTMLElement {
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text)
}

/** Names and values. Each value is isolated, because it may have another text direction. */
export function facts(rows: [name: string, value: string][]): HTMLElement {
  const list = element('dl')
  for (const [name, value] of rows) {
    list.append(element('div', {}, element('dt', {}, name), element('dd', {}, element('bdi', {}, value))))
  }
  return list
}

/** A button that closes the window. If the browser does not allow that, a text asks the user to do it. */
export function closeButton(
  { close, texts }: { close: () => void; texts: Texts },
  make: (text: string, on: () => void) => HTMLButtonElement = primary,
): HTMLElement {
  const button = make(texts.close, () => {
    close()
    const request = element('p', { class: 'request', tabindex: '-1' }, texts.closeYourself)
    button.replaceWith(request)
    request.focus()
  })
  return button
}
