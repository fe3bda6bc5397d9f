import { type RefObject, useInsertionEffect, useRef } from 'react'

/** A reference to the value of the last render, for callbacks that outlive it. */
export function useLatest<T>(value: T): Readonly<RefObject<T>> {
  const ref = useRef(value)
  // Runs before any layout effect or event can read the value. Unlike a layout effect it causes no warning on the
  // server in React 18.
  useInsertionEffect(() => {
    ref.current = value
  })
  return ref
}
