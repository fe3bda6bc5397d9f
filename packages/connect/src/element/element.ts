import { createConnect, type AlterConnect } from '../connect.ts'
import { createButtonClass, type Member } from './button.ts'
import type { ConnectState } from '../outcome.ts'
import type { AlterConnectConfig } from '../options.ts'

export type { AlterConnectButton } from './properties.ts'

const NAME = 'alter-connect-button'

/**
 * Defines `<alter-connect-button>`. All buttons share one widget, so that one window is open at a time; markup that is
 * there already comes alive, with the properties it was given before. Where the element is defined already, by the
 * script tag twice or by a tag beside a bundle, the first definition stays, with its `config`.
 * @returns the widget of the buttons
 * @example
 * defineConnectButton({ session: ({ provider }) => fetchSession(provider) })
 */
export function defineConnectButton(config: AlterConnectConfig = {}): AlterConnect {
  const defined = customElements.get(NAME)
  if (defined) return Reflect.get(defined, 'connect') ?? createConnect(config)
  const connect = createConnect(config)
  const buttons = new Set<Member>()
  let pressed: Member | undefined
  let isListening = false

  /** The one that was pressed last, or the first of its target where an earlier page began the flow. */
  function owner(state: ConnectState): Member | undefined {
    return pressed?.isAbout(state) ? pressed : [...buttons].find((button) => button.isAbout(state))
  }

  function notify(type: string, detail: unknown): void {
    return owner(connect.store.getState())?.notify(type, detail)
  }

  function listen(): void {
    isListening = true
    connect.store.subscribe(() => {
      for (const button of buttons) button.show()
    })
    connect.on('success', (connections, { late }) => notify('success', { connections, late }))
    connect.on('exit', (exit) => notify('exit', exit))
    connect.on('error', (error) => {
      // A button that was taken out of the page has nobody to notify.
      if (error.code !== 'aborted') notify('error', error)
    })
  }

  const ConnectButton = createButtonClass({
    connect,
    owner,
    press(button) {
      pressed = button
    },
    add(button) {
      if (!isListening) listen()
      buttons.add(button)
    },
    remove: (button) => buttons.delete(button),
  })
  customElements.define(NAME, ConnectButton)
  return connect
}
