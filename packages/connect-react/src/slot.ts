import { cloneElement, isValidElement, version } from 'react'
import type { ComponentPropsWithRef, ForwardedRef, ReactElement, ReactNode, Ref } from 'react'

type ButtonProps = ComponentPropsWithRef<'button'>

/**
 * The caller's own element with our props. Its props win, classes and styles add up, both click handlers run: its
 * own first, and ours not after `preventDefault()`.
 */
export function slot(
  child: ReactNode,
  props: ButtonProps,
  ref: ForwardedRef<HTMLButtonElement>,
): ReactElement {
  if (!isValidElement<ButtonProps>(child)) {
    throw new TypeError('asChild: the children of ConnectButton must be one element')
  }
  const own = child.props
  const className = [props.className, own.className].filter(Boolean).join(' ')
  return cloneElement(child, {
    ...props,
    ...(typeof child.type === 'string' && child.type !== 'button' ? { type: undefined } : {}),
    ...own,
    ...(className ? { className } : {}),
    ...(props.style ? { style: { ...props.style, ...own.style } } : {}),
    onClick: (event) => {
      own.onClick?.(event)
      if (!event.defaultPrevented) props.onClick?.(event)
    },
    ref: both(ref, refOf(child)),
  })
}

/** React 18 keeps the ref on the element, React 19 among the props, and each warns about the other's place. */
function refOf(child: ReactElement<ButtonProps>): Ref<HTMLButtonElement> | undefined {
  if (!version.startsWith('18.')) return child.props.ref
  return 'ref' in child && isRef(child.ref) ? child.ref : undefined
}

function isRef(value: unknown): value is Ref<HTMLButtonElement> {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && 'current' in value)
}

function both<T>(first: Ref<T> | undefined, second: Ref<T> | undefined): Ref<T> {
  if (!first || !second) return first ?? second ?? null
  return (node) => {
    const cleanups = [first, second].map((ref) => attach(ref, node))
    // React 18 warns about a returned function, and has no refs that ask for one.
    if (cleanups.every((cleanup) => !cleanup)) return undefined
    return () => {
      for (const [index, cleanup] of cleanups.entries()) {
        if (cleanup) cleanup()
        else attach(index === 0 ? first : second, null)
      }
    }
  }
}

function attach<T>(ref: Ref<T>, node: T | null): (() => void) | undefined {
  if (typeof ref === 'function') return ref(node) ?? undefined
  if (ref) ref.current = node
  return undefined
}
