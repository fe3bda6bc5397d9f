import {
  cloneElement,
  type ComponentPropsWithRef,
  type ForwardedRef,
  type ReactElement,
  type Ref,
  version,
} from 'react'

export type SlottedProps = ComponentPropsWithRef<'button'>

interface Slotted extends ReactElement<SlottedProps> {
  ref?: Ref<HTMLButtonElement>
}

/** The app's element with the button's props. Its own props win; class names, styles and refs are merged. */
export function fillSlot(
  child: ReactElement<SlottedProps>,
  button: Omit<SlottedProps, 'ref'> & { 'data-status'?: string },
  ref: ForwardedRef<HTMLButtonElement>,
): ReactElement {
  const own = child.props
  const props: Partial<SlottedProps> & { 'data-status': string | undefined } = {
    ...button,
    ...own,
    'aria-busy': button['aria-busy'],
    'data-status': button['data-status'],
    className: [own.className, button.className].join(' '),
    style: { ...button.style, ...own.style },
    ref: mergeRefs(ref, refOf(child)),
    onClick(event) {
      own.onClick?.(event)
      if (!event.defaultPrevented) button.onClick?.(event)
    },
  }
  return cloneElement(child, props)
}

/** React 18 keeps the ref on the element, React 19 among the props, and each warns about the other's place. */
function refOf(child: Slotted): Ref<HTMLButtonElement> | undefined {
  return version < '19' ? child.ref : child.props.ref
}

/** One ref for several owners. */
function mergeRefs<T>(...refs: (Ref<T> | undefined)[]): (node: T | null) => void {
  const ends: ((() => void) | void)[] = []
  return (node) =>
    refs.forEach((ref, index) => {
      // If a ref returned a cleanup, that is called when the node goes, and not the ref.
      if (typeof ref === 'function') ends[index] = ends[index] ? ends[index]() : ref(node)
      else if (ref) ref.current = node
    })
}
