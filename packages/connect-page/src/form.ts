import type { ProviderField, ProviderInfo } from '@alter/protocol'
import { element } from './element.ts'
import { TEXT } from './text.ts'
import type { Trouble } from './trouble.ts'

/** Asks for what a provider must know before the start; submits trimmed answers that match their patterns. */
export function fieldsForm(
  provider: ProviderInfo,
  refused: Trouble | undefined,
  footer: HTMLElement,
  submit: (answers: Record<string, string>) => void,
): HTMLFormElement {
  const form = element('form', { novalidate: true })
  const inputs = provider.fields.map((field) => ({ field, ...row(field) }))
  form.append(...inputs.map((input) => input.room), footer)

  const refusal = inputs.find(({ field }) => field.name === refused?.field)
  if (refusal !== undefined) {
    refusal.complain(refused?.description ?? TEXT.fieldMismatch(refusal.field.placeholder))
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    for (const { field, input, complain } of inputs) complain(fault(field, input.value.trim()))
    const wrong = inputs.find(({ input }) => input.hasAttribute('aria-invalid'))
    if (wrong !== undefined) wrong.input.focus()
    else submit(Object.fromEntries(inputs.map(({ field, input }) => [field.name, input.value.trim()])))
  })
  return form
}

function row({ name, label, placeholder }: ProviderField): {
  room: HTMLElement
  input: HTMLInputElement
  complain: (complaint: string | undefined) => void
} {
  const [id, complaintId] = [`field-${name}`, `complaint-${name}`]
  const input = element('input', {
    id,
    name,
    type: 'text',
    placeholder,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': complaintId,
  })
  const note = element('p', { id: complaintId, class: 'complaint' })
  function complain(complaint: string | undefined): void {
    note.textContent = complaint ?? ''
    if (complaint === undefined) input.removeAttribute('aria-invalid')
    else input.setAttribute('aria-invalid', 'true')
  }
  return {
    room: element('div', { class: 'field' }, element('label', { for: id }, label), input, note),
    input,
    complain,
  }
}

function fault({ label, pattern, placeholder }: ProviderField, value: string): string | undefined {
  if (value === '') return TEXT.fieldMissing(label)
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)) return undefined
  return TEXT.fieldMismatch(placeholder)
}
