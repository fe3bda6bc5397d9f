import { createConnect, type AlterConnect } from './connect.ts'
import { createButtonClass, type Member } from './element-button.ts'
import type { ConnectState } from './machine.ts'
import type { AlterConnectConfig } from './options.ts'

export type { AlterConnectButton } from './element-properties.ts'

/**
 * Defines `<alter-connect-button>`. All buttons share one widget, so that one window is open at a time; markup that is
 * there already comes alive, with the properties it was given before.
 * @returns the widget
 */
export function defineConnectButton(config: AlterConnectConfig = {}): AlterConnect {
  const connect = createConnect(config)
  const buttons = new Set<Member>()
  let pressed: Member | undefined
  let isListening = false

  /** The one that was pressed last, or the first of its target where an earlier page began the flow. */
  const owner = (state: ConnectState): Member | undefined =>
    pressed?.isAbout(state) ? pressed : [...buttons].find((button) => button.isAbout(state))

  const tell = (type: string, detail: unknown): void => owner(connect.store.getState())?.tell(type, detail)

  const listen = (): void => {
    isListening = true
    connect.store.subscribe(() => {
      for (const button of buttons) button.show()
    })
    connect.on('success', (connections, { late }) => tell('success', { connections, late }))
    connect.on('exit', (exit) => tell('exit', exit))
    connect.on('error', (error) => {
      // Taken out of the page, a button has nobody to tell.
      if (error.code !== 'aborted') tell('error', error)
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
  customElements.define('alter-connect-button', ConnectButton)
  return connect
}
