import { type ComponentPropsWithRef, type ReactElement, type Ref, version } from 'react'

export type SlottedProps = ComponentPropsWithRef<'button'>

interface Slotted extends ReactElement<SlottedProps> {
  ref?: Ref<HTMLButtonElement>
}

/** React 18 keeps the ref on the element, React 19 among the props, and each warns about the other's place. */
export function refOf(child: Slotted): Ref<HTMLButtonElement> | undefined {
  return version < '19' ? child.ref : child.props.ref
}

/** One ref for several owners. */
export function mergeRefs<T>(...refs: (Ref<T> | undefined)[]): (node: T | null) => void {
  const ends: ((() => void) | void)[] = []
  return (node) =>
    refs.forEach((ref, index) => {
      // What a ref returned is called in place of it when the node goes.
      if (typeof ref === 'function') ends[index] = ends[index] ? ends[index]() : ref(node)
      else if (ref) ref.current = node
    })
}
