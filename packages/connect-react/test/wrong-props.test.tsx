import { createElement } from 'react'
import { render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AccountPicker, AlterProvider, ConnectButton, ConnectedAccounts } from '@alter/connect-react'
import { useStage } from './stage.tsx'

useStage()
const COMPONENTS = { AccountPicker, AlterProvider, ConnectButton, ConnectedAccounts }
type Name = keyof typeof COMPONENTS

/** As code without types does it. */
function show(name: Name, props: object): void {
  const component: (props: object) => unknown = Object(COMPONENTS)[name]
  render(createElement(Object(component), props))
}

let warn = vi.spyOn(console, 'warn')
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockReturnValue()
  // What React says of a component that throws.
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => vi.restoreAllMocks())

describe('14.4 what cannot be drawn names the prop, and what it must be', () => {
  test.each<[Name, object, string]>([
    [
      'ConnectButton',
      { provider: 5 },
      "<ConnectButton>: provider must be a string, such as 'google', not 5.",
    ],
    ['ConnectButton', { provider: { id: 'google' } }, 'not an object.'],
    [
      'ConnectedAccounts',
      { providers: 'google' },
      "providers must be a list of ids, such as ['google', 'github'], not 'google'.",
    ],
    ['ConnectedAccounts', { providers: [{ id: 'google' }] }, 'not a list of other values.'],
    [
      'AlterProvider',
      { basePath: 5 },
      "<AlterProvider>: basePath must be a string, such as '/api/alter', not 5.",
    ],
    [
      'AlterProvider',
      { connect: () => {} },
      'connect must be a widget from createConnect() of @alter/connect, not a function.',
    ],
    [
      'AccountPicker',
      { onPick() {} },
      '<AccountPicker>: accounts must be the accounts of the problem document, or those of useConnections(), not undefined.',
    ],
    ['AccountPicker', { accounts: ['ada@work.example'], onPick() {} }, 'not a list of other values.'],
    ['AccountPicker', { accounts: [], provider: 5 }, "provider must be a string, such as 'google', not 5."],
  ])('%s %o', (name, props, message) => {
    expect(() => show(name, props)).toThrow(message)
  })
})

describe('14.4 a wrong prop that does not prevent drawing is named in the console, once', () => {
  test.each<[Name, object, string]>([
    [
      'ConnectButton',
      { provider: false },
      "[alter] <ConnectButton>: provider must be a string, such as 'google', not false.",
    ],
    [
      'ConnectButton',
      { provider: 'google', grantId: 7 },
      "[alter] <ConnectButton>: grantId must be a string, such as 'the grant_id of an account', not 7.",
    ],
    [
      'ConnectButton',
      { provider: 'google', agent: {} },
      "[alter] <ConnectButton>: agent must be a string, such as 'the name of an agent', not an object.",
    ],
    [
      'ConnectButton',
      { provider: 'google', accountHint: 5 },
      "[alter] <ConnectButton>: accountHint must be a string, such as 'ada@example.com', not 5.",
    ],
    [
      'AccountPicker',
      { accounts: [], provider: false },
      "[alter] <AccountPicker>: provider must be a string, such as 'google', not false.",
    ],
    [
      'ConnectButton',
      { onSuccess: 'toast()' },
      "[alter] <ConnectButton>: onSuccess must be a function, not 'toast()'.",
    ],
    [
      'ConnectButton',
      { mode: 'popupp' },
      "[alter] <ConnectButton>: mode must be 'auto' or 'popup' or 'redirect', not 'popupp'.",
    ],
    [
      'ConnectButton',
      { grace: '2s' },
      "[alter] <ConnectButton>: grace must be a number of milliseconds, not '2s'.",
    ],
    [
      'ConnectButton',
      { grace: Number.NaN },
      '[alter] <ConnectButton>: grace must be a number of milliseconds, not NaN.',
    ],
    [
      'ConnectedAccounts',
      { undoTime: -1 },
      '[alter] <ConnectedAccounts>: undoTime must be a number of milliseconds, not -1.',
    ],
    [
      'ConnectedAccounts',
      { headingLevel: 9 },
      '[alter] <ConnectedAccounts>: headingLevel must be 2 to 6, not 9.',
    ],
    [
      'AlterProvider',
      { texts: 'de' },
      "[alter] <AlterProvider>: texts must be a language, such as de of '@alter/connect-react/de', or an object of texts, not 'de'.",
    ],
    [
      'AlterProvider',
      { credentials: true },
      "[alter] <AlterProvider>: credentials must be 'omit' or 'same-origin' or 'include', not true.",
    ],
  ])('%s %o', async (name, props, message) => {
    show(name, props)
    show(name, props)
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(message))
    expect(warn).toHaveBeenCalledTimes(1)
  })

  test('debug={false} writes nothing, and the component is drawn', async () => {
    const button = createElement(ConnectButton, Object({ provider: false, agent: 8 }))
    show('AlterProvider', { debug: false, children: button })
    expect(document.querySelector('button')?.textContent).toContain('Connect an account')
    await import('../src/surroundings/explain.ts')
    expect(warn).not.toHaveBeenCalled()
  })

  test('an absent prop is no mistake', async () => {
    const onSuccess = undefined
    show('ConnectButton', { provider: undefined, onSuccess, mode: null })
    show('AlterProvider', { basePath: undefined, texts: null })
    await import('../src/surroundings/explain.ts')
    expect(warn).not.toHaveBeenCalled()
  })
})

test('14.4 a window that the user closes while its session is minted is no mistake', async () => {
  const stopped = new DOMException('signal is aborted without reason', 'AbortError')
  const { explain } = await import('../src/surroundings/explain.ts')
  explain(stopped, new Set())
  expect(warn).not.toHaveBeenCalled()
})
