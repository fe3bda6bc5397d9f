import type { CDPSession, Page } from '@playwright/test'

/** States that a pointer or a key causes; `rest` is none of them. */
export type Pseudo = 'rest' | 'hover' | 'pressed' | 'focus'

const FORCED: Record<Pseudo, string[]> = {
  rest: [],
  hover: ['hover'],
  pressed: ['hover', 'active'],
  focus: ['focus', 'focus-visible'],
}

/** Makes every control of a page look as if the pointer or the keyboard were on it. */
export interface Pointer {
  /** Resolves with the number of controls. */
  on(pseudo: Pseudo): Promise<number>
}

const CONTROLS = new Set(['BUTTON', 'A', 'INPUT', 'SELECT', 'SUMMARY'])

/** Works in Chromium only, through its developer tools. */
export async function pointAt(page: Page): Promise<Pointer> {
  const tools = await page.context().newCDPSession(page)
  await tools.send('DOM.enable')
  await tools.send('CSS.enable')
  return {
    async on(pseudo) {
      const controls = await controlsIn(tools)
      const forcedPseudoClasses = FORCED[pseudo]
      await Promise.all(
        controls.map((nodeId) => tools.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses })),
      )
      return controls.length
    },
  }
}

interface DomNode {
  nodeId: number
  nodeName: string
  children?: DomNode[]
  shadowRoots?: DomNode[]
}

async function controlsIn(tools: CDPSession): Promise<number[]> {
  const { root } = await tools.send('DOM.getDocument', { depth: -1, pierce: true })
  const controls: number[] = []
  const rest: DomNode[] = [root]
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (CONTROLS.has(node.nodeName)) controls.push(node.nodeId)
    rest.push(...(node.children ?? []), ...(node.shadowRoots ?? []))
  }
  return controls
}

/**
 * Runs in the page. It paints the colours over each other, in any notation, and compares the result: text and
 * placeholders (4.5), focus rings, borders of fields and spinners (3).
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
const MEASURE = `((scope) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const isDark = getComputedStyle(document.documentElement).colorScheme === 'dark' ||
    (getComputedStyle(document.documentElement).colorScheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  const painted = new Map()
  const paint = (colors) => {
    const key = colors.join('|')
    const known = painted.get(key)
    if (known) return known
    canvas.clearRect(0, 0, 1, 1)
    for (const color of colors) {
      // System colours follow the scheme of the page, which a canvas does not know.
      canvas.fillStyle = color === 'Canvas' ? (isDark ? '#121212' : '#ffffff') : color
      canvas.fillRect(0, 0, 1, 1)
    }
    const rgb = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    painted.set(key, rgb)
    return rgb
  }
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratio = (over, under) => {
    const [low, high] = [luminance(paint([...under, over])), luminance(paint(under))].sort((x, y) => x - y)
    return (high + 0.05) / (low + 0.05)
  }
  const parentOf = (at) => at.assignedSlot ?? at.parentElement ?? at.getRootNode().host
  const layersOf = (start) => {
    const layers = []
    for (let at = start; at; at = parentOf(at)) layers.unshift(getComputedStyle(at).backgroundColor)
    return ['Canvas', ...layers]
  }
  const all = []
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      all.push(element)
      if (element.shadowRoot) walk(element.shadowRoot)
    }
  }
  for (const root of document.querySelectorAll(scope)) {
    all.push(root)
    walk(root)
  }
  const texts = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getClientRects().length > 0 && !isClipped(element)
  const isClipped = (element) => {
    for (let at = element; at; at = parentOf(at)) if (getComputedStyle(at).clipPath !== 'none') return true
    return false
  }
  const faults = []
  const check = (element, what, color, under, least) => {
    const found = ratio(color, under)
    if (found >= least) return
    const name = (element.innerText || element.getAttribute('aria-label') || element.placeholder || '').trim().slice(0, 40)
    faults.push(element.localName + ' "' + name + '": ' + what + ' ' + found.toFixed(2))
  }
  for (const element of new Set(all)) {
    if (!isSeen(element)) continue
    const style = getComputedStyle(element)
    const behind = layersOf(element)
    const around = behind.slice(0, -1)
    // What is disabled is exempt (WCAG 1.4.3).
    const isDisabled = element.closest(':disabled') !== null
    if (texts(element) && !isDisabled) check(element, 'text', style.color, behind, 4.5)
    if (element.localName === 'input') {
      check(element, 'text', style.color, behind, 4.5)
      check(element, 'placeholder', getComputedStyle(element, '::placeholder').color, behind, 4.5)
      check(element, 'border', style.borderTopColor, around, 3)
    }
    if (style.outlineStyle !== 'none' && style.outlineStyle !== 'auto' && style.outlineWidth !== '0px') {
      check(element, 'ring', style.outlineColor, around, 3)
    }
    for (const pseudo of ['::before', '::after']) {
      const part = getComputedStyle(element, pseudo)
      if (part.content === 'none' || part.content === 'normal') continue
      if (part.content.includes('attr(data-text)') || part.visibility === 'hidden') continue
      const isSpinner = part.borderTopLeftRadius === '50%'
      if (isSpinner) check(element, 'spinner', part.borderTopColor, behind, 3)
      else if (/[^\\s"']/.test(part.content.split(' / ')[0])) check(element, pseudo, part.color, behind, 4.5)
    }
  }
  return faults
})`

/** Faults of contrast inside the selected element, including shadow roots, one line each. */
export function contrastFaults(page: Page, scope = 'body'): Promise<string[]> {
  return page.evaluate(`${MEASURE}(${JSON.stringify(scope)})`)
}

/** The same in each state that a pointer or a key causes. */
export async function faultsInEveryState(page: Page, pointer: Pointer, scope?: string): Promise<string[]> {
  const faults: string[] = []
  for (const pseudo of Object.keys(FORCED).filter(isPseudo)) {
    await pointer.on(pseudo)
    for (const fault of await contrastFaults(page, scope)) faults.push(`${pseudo}: ${fault}`)
  }
  await pointer.on('rest')
  return faults
}

function isPseudo(name: string): name is Pseudo {
  return Object.hasOwn(FORCED, name)
}
