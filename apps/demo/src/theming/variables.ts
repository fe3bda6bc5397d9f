/** A public variable of the stylesheet. */
export interface Variable {
  name: string
  /** What counts where it is not set. */
  fallback: string
}

/** The public variables that a stylesheet reads, in its order, each once. */
export function variablesIn(css: string): Variable[] {
  const found = new Map<string, Variable>()
  for (const { 1: name = '', index } of css.matchAll(/var\(\s*(--alter-[a-z-]+)\s*[,)]/g)) {
    if (!found.has(name)) found.set(name, { name, fallback: fallbackAt(css, index) })
  }
  return [...found.values()]
}

/** What stands after the first comma of `var(…)`, with public names in place of our own. */
function fallbackAt(css: string, start: number): string {
  const open = css.indexOf('(', start)
  let depth = 0
  let end = open
  do {
    if (css[end] === '(') depth += 1
    if (css[end] === ')') depth -= 1
    end += 1
  } while (depth > 0 && end < css.length)
  const inside = css.slice(open + 1, end - 1)
  const comma = inside.indexOf(',')
  if (comma < 0) return ''
  return (
    inside
      .slice(comma + 1)
      .replace(/\s+/g, ' ')
      .replaceAll('var(--_radius-small)', 'calc(var(--alter-radius) * 0.7)')
      .replaceAll('var(--_', 'var(--alter-')
      // What counts there is said once, where that variable is.
      .replaceAll(/var\((--alter-[a-z-]+), [^()]+\)/g, 'var($1)')
      .trim()
  )
}

/** How a variable is set. */
type Kind = 'color' | 'text'

/** What a variable is for. */
export interface Meaning {
  kind: Kind
  says: string
}

/** In groups, as the page shows them. A test compares them with the stylesheet. */
export const MEANINGS: Record<string, Record<string, Meaning>> = {
  Surfaces: {
    '--alter-surface': { kind: 'color', says: 'Background of list, dialog and button' },
    '--alter-raised': { kind: 'color', says: 'Background on hover, of notices and of questions' },
    '--alter-border': { kind: 'color', says: 'Hairlines' },
    '--alter-border-strong': { kind: 'color', says: 'Borders of buttons' },
    '--alter-radius': { kind: 'text', says: 'Corners of list and dialog; those of buttons follow' },
    '--alter-color-scheme': { kind: 'text', says: '“light” or “dark”, where no class around says it' },
  },
  Text: {
    '--alter-text': { kind: 'color', says: 'Text' },
    '--alter-muted': { kind: 'color', says: 'Secondary text, borders of fields' },
    '--alter-accent': { kind: 'color', says: 'Focus ring, monograms and avatars' },
    '--alter-font': { kind: 'text', says: 'Font family' },
  },
  States: {
    '--alter-danger': { kind: 'color', says: 'Failures, and what disconnects' },
    '--alter-warning': { kind: 'color', says: 'What needs attention' },
    '--alter-success': { kind: 'color', says: 'Connected' },
  },
  'Connect button': {
    '--alter-button-background': { kind: 'color', says: 'Background; hover and press are made of it' },
    '--alter-button-text': { kind: 'color', says: 'Text' },
    '--alter-button-border': { kind: 'color', says: 'Border' },
    '--alter-button-background-hover': { kind: 'color', says: 'Background below the pointer' },
    '--alter-button-background-active': { kind: 'color', says: 'Background while it is pressed' },
    '--alter-button-border-active': { kind: 'color', says: 'Border while it is pressed' },
    '--alter-button-height': { kind: 'text', says: 'Least height' },
    '--alter-button-padding': { kind: 'text', says: 'Room at both ends' },
    '--alter-button-radius': { kind: 'text', says: 'Corners' },
    '--alter-button-font-size': { kind: 'text', says: 'Size of the text' },
    '--alter-button-font-weight': { kind: 'text', says: 'Weight of the text' },
  },
}
