import { h, type Child } from './pieces.ts'

/** A small button. */
export function action(text: string, onclick: () => void, kind = '', id?: string): Child {
  return h('button', { part: `action ${kind}`.trim(), type: 'button', id, onclick }, text)
}
