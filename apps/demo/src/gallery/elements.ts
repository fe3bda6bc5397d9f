import { defineConnectButton, defineConnectedAccounts } from '@alter/connect/element'
import { createElement, type ReactElement } from 'react'
import type { Texts } from '@alter/connect-react'

interface ElementProps {
  texts: Partial<Texts> | undefined
  [attribute: string]: string | boolean | Partial<Texts> | undefined
}

/** One of the elements, defined with the first that is shown. */
export function elementOf(tag: string, { texts, ...attributes }: ElementProps): ReactElement {
  defineConnectButton()
  defineConnectedAccounts()
  return createElement(tag, {
    ...attributes,
    ref(element: HTMLElement | null) {
      if (element && texts) Object.assign(element, { texts })
    },
  })
}
