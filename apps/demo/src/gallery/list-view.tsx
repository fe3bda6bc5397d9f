import { ConnectedAccounts, type ConnectedAccountsProps } from '@alter/connect-react'
import type { ReactElement } from 'react'
import type { LiveProps } from './scene.ts'
import { elementOf } from './elements.ts'

/** Props that both lists know. */
export type ListProps = Pick<ConnectedAccountsProps, 'providers' | 'undoTime' | 'onSignIn'>

/** One of the two lists of accounts, and how its pieces are found. */
export interface ListView {
  show: (props?: ListProps) => (props: LiveProps) => ReactElement
  /** The list in a status. */
  list: (status: string) => string
  /** Where all other selectors begin. */
  inside: string
  /** Selectors of the pieces, by the name that they have as a part of the element. */
  part: (name: string) => string
}

/** Pieces that React's list tells by another attribute than a class. */
const KINDS: Record<string, string> = {
  more: '[data-kind=more]',
  danger: '[data-kind=danger]',
  undo: '[data-kind=undo]',
  skeleton: '[data-skeleton]',
  'details-body': '.alter-details',
}

export const REACT_LIST: ListView = {
  show: (props) => () => <ConnectedAccounts {...props} />,
  list: (status) => `.alter-accounts[data-status=${status}]`,
  inside: '',
  part: (name) => KINDS[name] ?? `.alter-${name}`,
}

const LIST = 'alter-connected-accounts'

export const ELEMENT_LIST: ListView = {
  show:
    ({ providers, undoTime, onSignIn } = {}) =>
    ({ texts }) =>
      elementOf(LIST, {
        texts,
        ...(providers && { providers: providers.join(' ') }),
        ...(undoTime !== undefined && { 'undo-time': String(undoTime) }),
        ...(onSignIn && { 'sign-in-url': '#sign-in' }),
      }),
  list: (status) => `${LIST}[data-status=${status}]`,
  inside: `${LIST} >>> `,
  part: (name) => `[part~=${name}]`,
}
