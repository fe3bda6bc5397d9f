import type { ProviderInfo } from '@alter/protocol'
import { callBackend } from '../../backend.ts'
import type { AlterConnect } from '../../connect.ts'
import type { ConnectState } from '../../outcome.ts'
import { createButtonClass, type Member } from './button.ts'
import type { ElementConfig } from '../config.ts'
import { BUTTON, widgetOf } from '../widget-of.ts'

/**
 * Defines `<alter-connect-button>`. All buttons share one widget, so that one window is open at a time; markup that is
 * there already comes alive, with the properties it was given before. Where the element is defined already, by the
 * script tag twice or by a tag beside a bundle, the first definition stays, with its `config`.
 * @returns the widget of the buttons, which the lists of `defineConnectedAccounts()` share
 * @example
 * defineConnectButton({ session: ({ provider }) => fetchSession(provider) })
 */
export function defineConnectButton(config: ElementConfig = {}): AlterConnect {
  const connect = widgetOf(config)
  if (customElements.get(BUTTON)) return connect
  const buttons = new Set<Member>()
  const providers = new Map<string, Promise<ProviderInfo[]>>()
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
    texts: config.texts,
    owner,
    press(button) {
      pressed = button
    },
    add(button) {
      if (!isListening) listen()
      buttons.add(button)
    },
    remove: (button) => buttons.delete(button),
    providers(url, credentials) {
      const known =
        providers.get(url) ??
        callBackend(url, credentials && { credentials })
          .then(({ providers: all }) => all.filter(Boolean))
          // A button works without: it has no logo, and its name is made of the id.
          .catch(() => [])
      providers.set(url, known)
      return known
    },
  })
  customElements.define(BUTTON, ConnectButton)
  return connect
}
