import type { Note, NoteDesk } from '../../accounts/list-changes.ts'
import { ACCOUNTS_TEXTS } from '../../texts/accounts-texts.ts'
import type { Texts } from '../../texts/texts.ts'

/** What a list has to say: aloud, and in the row of a provider. */
export interface News {
  readonly message: string
  readonly note: Note | undefined
  announce: (message: string) => void
  setNote: (note: Note | undefined) => void
  /** Where a change says how it went, in the texts of now. */
  desk: () => NoteDesk
  /** A part of the list could not be loaded: what the user wanted at this provider was not done. */
  sayLost: (provider: string) => void
}

/** @param changed called after each change */
export function createNews(ownTexts: () => Partial<Texts>, changed: () => void): News {
  let message = ''
  let note: Note | undefined

  function announce(next: string): void {
    message = next
    changed()
  }

  function setNote(next: Note | undefined): void {
    note = next
    changed()
  }

  function desk(): NoteDesk {
    return { texts: { ...ACCOUNTS_TEXTS, ...ownTexts() }, announce, setNote }
  }

  return {
    get message() {
      return message
    },
    get note() {
      return note
    },
    announce,
    setNote,
    desk,
    sayLost(provider) {
      const problem = desk().texts.requestErrors.network_error
      setNote({ provider, problem })
      announce(problem)
    },
  }
}
