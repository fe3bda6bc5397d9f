import { type ReactElement, type RefObject, useEffect, useRef } from 'react'
import { AgentsOf } from './account-agents.tsx'
import { AccountDetails } from './account-details.tsx'
import type { AccountPhase } from '@alter/connect/accounts/account-list'
import { MENU_TEXTS } from '@alter/connect/texts/menu-texts'
import type { Health } from '@alter/connect/accounts/health'
import { undoTimeOf } from '@alter/connect/accounts/undo-time'
import { startUndoable, type Undoable } from '@alter/connect/accounts/undoable'
import { Disconnect } from './disconnect.tsx'
import { Menu, type MenuItem } from './menu.tsx'
import type { AccountItemProps } from '../replaceable-parts.ts'
import { useTexts } from '../../surroundings/provider.tsx'
import { UndoDisconnect } from './undo-disconnect.tsx'

export interface AccountActionsProps extends AccountItemProps {
  health: Health
  menuButton: RefObject<HTMLButtonElement | null>
  phase: AccountPhase
  setPhase: (phase: AccountPhase) => void
}

/** The actions for an account: those of its menu, and those for its agents. */
export function AccountActions(props: AccountActionsProps): ReactElement {
  return (
    <>
      <MenuActions {...props} />
      <AgentsOf {...props} />
    </>
  )
}

/** The menu of an account, and the dialogs that its items open. */
function MenuActions(props: AccountActionsProps): ReactElement | null {
  const { account, health, phase, setPhase, menuButton, parts } = props
  const { canBeDefault = false, onDisconnect, onMakeDefault } = props
  const undoTime = undoTimeOf(props.undoTime)
  const texts = useTexts(MENU_TEXTS)
  const undoable = useRef<Undoable>(undefined)
  const label = account.account_identifier

  // A user who leaves the list before the time is over still wants the account disconnected.
  useEffect(() => () => undoable.current?.now(), [])
  const before = useRef(phase)
  useEffect(() => {
    const isBack = phase === 'closed' && before.current !== 'closed' && before.current !== 'ending'
    before.current = phase
    // Not if the user has moved on by Tab or by a click.
    if (isBack && isLost(document.activeElement)) menuButton.current?.focus()
  }, [phase, menuButton])

  async function end(): Promise<void> {
    setPhase('ending')
    try {
      await onDisconnect?.()
    } finally {
      setPhase('closed')
    }
  }
  function confirm(): void {
    if (undoTime <= 0) return void end()
    undoable.current = startUndoable(() => void end(), undoTime)
    setPhase('undoable')
  }

  const items: MenuItem[] = [
    ...(canBeDefault ? [{ text: texts.makeDefault, onPick: () => onMakeDefault?.() }] : []),
    { text: texts.details, onPick: () => setPhase('details') },
    health.status === 'revoked'
      ? { text: texts.remove, onPick: () => void end() }
      : { text: texts.disconnect, onPick: () => setPhase('asking') },
  ]
  const Question = parts?.Disconnect ?? Disconnect
  switch (phase) {
    case 'closed':
      return null
    case 'menu':
      return <Menu button={menuButton} items={items} onClose={() => setPhase('closed')} />
    case 'details':
      return <AccountDetails {...props} onClose={() => setPhase('closed')} />
    case 'asking':
      return <Question account={label} onCancel={() => setPhase('closed')} onConfirm={confirm} />
    case 'undoable':
    case 'ending':
      return (
        <UndoDisconnect
          account={label}
          isEnding={phase === 'ending'}
          onUndo={() => {
            undoable.current?.undo()
            setPhase('closed')
          }}
        />
      )
    default:
      return phase satisfies never
  }
}

/** Whether the focused element is gone. */
function isLost(element: Element | null): boolean {
  return element === null || element === document.body
}
