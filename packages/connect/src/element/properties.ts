import type { ConnectOptions } from '../options.ts'

/** `grantId` is the attribute `grant-id`. */
export function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The attribute of a property; empty is as good as left out. */
export function read(element: HTMLElement, property: string): string | undefined {
  return element.getAttribute(attributeOf(property)) || undefined
}

/** How cookies travel to another origin; anything else is as good as left out. */
export function credentialsOf(element: HTMLElement): RequestCredentials | undefined {
  const value = read(element, 'credentials')
  return value === 'include' || value === 'omit' || value === 'same-origin' ? value : undefined
}

/** How a flow of the element is to run; anything that is no mode is as good as left out. */
export function flowOptionsOf(
  element: HTMLElement,
): Pick<ConnectOptions, 'mode' | 'whenBlocked' | 'baseUrl'> {
  const mode = read(element, 'mode')
  return {
    mode: mode === 'popup' || mode === 'redirect' ? mode : undefined,
    whenBlocked: read(element, 'whenBlocked') === 'redirect' ? 'redirect' : undefined,
    baseUrl: read(element, 'vault'),
  }
}

/** Gives elements accessors for text properties: frameworks pass on what is `in` an element, and no more. */
export function reflect(prototype: HTMLElement, properties: readonly string[]): void {
  for (const property of properties) {
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return read(this, property) ?? ''
      },
      set(this: HTMLElement, value: string | null | undefined) {
        // Frameworks take a value away so.
        if (value === null || value === undefined) this.removeAttribute(attributeOf(property))
        else this.setAttribute(attributeOf(property), value)
      },
    })
  }
}

/** Hands what was set before the element was defined, and would hide the accessors, to these. */
export function upgrade(element: HTMLElement, properties: readonly string[]): void {
  for (const name of properties) {
    if (!Object.hasOwn(element, name)) continue
    const value: unknown = Reflect.get(element, name)
    Reflect.deleteProperty(element, name)
    Reflect.set(element, name, value)
  }
}
