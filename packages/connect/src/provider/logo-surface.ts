/** Below this luminance white is easier to see than black. @see WCAG 2.2, contrast ratio */
const MIDDLE = 0.179

/**
 * Makes a logo light or dark by what it stands on, whatever the page around is. An SVG with colours for both takes them
 * from the `color-scheme` of its element. The stylesheets let the logo inherit colours with a transition: its end says
 * that what the logo stands on has changed.
 */
export function followSurface(logo: HTMLElement): void {
  logo.addEventListener('transitionend', afterChange)
  follow(logo)
}

/** One function for all: a logo that is drawn again listens once. */
function afterChange({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) follow(currentTarget)
}

function follow(logo: HTMLElement): void {
  const luminance = luminanceBehind(logo)
  logo.style.colorScheme = luminance === undefined ? '' : luminance < MIDDLE ? 'dark' : 'light'
}

/** Of the nearest colour behind the logo that is more than a tint. */
function luminanceBehind(logo: HTMLElement): number | undefined {
  for (let node = parentOf(logo); node; node = parentOf(node)) {
    if (!(node instanceof HTMLElement)) continue
    const { backgroundColor } = getComputedStyle(node)
    if (backgroundColor === 'rgba(0, 0, 0, 0)') continue
    // The browser converts the colour to XYZ, whose second number is the luminance.
    logo.style.outlineColor = `color-mix(in xyz, ${backgroundColor}, ${backgroundColor})`
    const [, luminance, , opacity = 1] = numbersIn(getComputedStyle(logo).outlineColor)
    logo.style.outlineColor = ''
    if (luminance !== undefined && opacity > 0.5) return luminance
  }
  return undefined
}

function parentOf(node: Node): Node | null {
  if (node instanceof ShadowRoot) return node.host
  return node instanceof Element && node.assignedSlot ? node.assignedSlot : node.parentNode
}

/** The three of XYZ, and the opacity where it is not whole; nothing where the browser did not convert it. */
function numbersIn(colour: string): number[] {
  const [, numbers = ''] = /^color\(xyz[\w-]* (.*)\)/.exec(colour) ?? []
  return (numbers.match(/[-+\d.e]+/g) ?? []).map(Number)
}
