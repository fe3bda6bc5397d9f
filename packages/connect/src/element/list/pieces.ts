/** What an element of the list is to be like. */
export interface Piece {
  tag: string
  props: Props
  children: Child[]
}

/** Nothing stands where a condition is false. */
export type Child = Piece | string | false | undefined | Child[]

/**
 * Functions and `value` are set as properties, all else as attributes: `true` as an empty one, `false` and `undefined` as
 * none. `key` names the element among its siblings, so that it is found again. `ref` is called once the element is on the
 * page, with a signal that is aborted when it is taken away.
 */
export interface Props {
  [name: string]: string | number | boolean | undefined | ((value: never, gone: never) => unknown)
  key?: string | undefined
  ref?: ((element: HTMLElement, gone: AbortSignal) => void) | undefined
}

export function h(tag: string, props: Props, ...children: Child[]): Piece {
  return { tag, props, children }
}

/** Makes the children of an element like the pieces; what is there already stays, with its focus. */
export type Draw = (parent: Node, children: Child[]) => void

/** Draws without markup, so that a page may refuse every string (`require-trusted-types-for`). */
export function createDraw(): Draw {
  const drawn = new WeakMap<Node, Piece>()
  /** Of each element that stands on the page and has a `ref`. */
  const lives = new Map<HTMLElement, AbortController>()

  function isFor(node: Node, child: Piece | string): boolean {
    const piece = drawn.get(node)
    if (typeof child === 'string') return !piece
    return piece?.tag === child.tag && piece.props.key === child.props.key
  }

  function drawChildren(parent: Node, children: Child[], mounted: (() => void)[]): void {
    const old = [...parent.childNodes]
    const nodes = children.flat(9).flatMap((child): Node[] => {
      if (!child || Array.isArray(child)) return []
      const at = old.findIndex((node) => isFor(node, child))
      const [found] = at < 0 ? [] : old.splice(at, 1)
      return [drawChild(found, child, mounted)]
    })
    for (const node of old) parent.removeChild(node)
    let next = parent.firstChild
    for (const node of nodes) {
      if (node === next) next = next.nextSibling
      else parent.insertBefore(node, next)
    }
  }

  function drawChild(found: Node | undefined, child: Piece | string, mounted: (() => void)[]): Node {
    if (typeof child === 'string') {
      const text = found ?? document.createTextNode('')
      if (text.nodeValue !== child) text.nodeValue = child
      return text
    }
    const { tag, props, children } = child
    const element = found instanceof HTMLElement ? found : document.createElement(tag)
    const before = drawn.get(element)?.props
    for (const name of Object.keys({ ...before, ...props })) {
      if (name !== 'key' && name !== 'ref') setProp(element, name, props[name], before?.[name])
    }
    drawn.set(element, child)
    drawChildren(element, children, mounted)
    const { ref } = props
    if (ref && !found) {
      mounted.push(() => {
        const life = new AbortController()
        lives.set(element, life)
        ref(element, life.signal)
      })
    }
    return element
  }

  return (parent, children) => {
    const mounted: (() => void)[] = []
    drawChildren(parent, children, mounted)
    for (const [element, life] of lives) {
      if (parent.contains(element)) continue
      lives.delete(element)
      life.abort()
    }
    for (const mount of mounted) mount()
  }
}

type Value = Props[string]

function setProp(element: HTMLElement, name: string, value: Value, before: Value): void {
  if (typeof value === 'function' || typeof before === 'function' || name === 'value') {
    if (Reflect.get(element, name) !== value) Reflect.set(element, name, value ?? null)
  } else if (value === before) return
  else if (value === undefined || value === false) element.removeAttribute(name)
  else element.setAttribute(name, value === true ? '' : String(value))
}
