import type { ProviderField, ProviderInfo } from '@alter/protocol'
import { element } from './element.ts'
import type { Texts } from '@alter/connect/languages/window-texts'
import type { Trouble } from './trouble.ts'
import { fill } from '@alter/connect/languages/sentences'
import { fieldLabel } from './words.ts'

interface FormParts {
  provider: ProviderInfo
  refused: Trouble | undefined
  footer: HTMLElement
}

/** Asks the provider's questions before the start. Submits trimmed answers that match their patterns. */
export function fieldsForm(
  texts: Texts,
  { provider, refused, footer }: FormParts,
  submit: (answers: Record<string, string>) => void,
): HTMLFormElement {
  const form = element('form', { novalidate: true })
  const inputs = provider.fields.map((field) => ({
    field,
    ...row(field, fieldLabel(texts, provider, field.name)),
  }))
  form.append(...inputs.map((input) => input.room), footer)

  const refusal = inputs.find(({ field }) => field.name === refused?.field)
  refusal?.complain(mismatch(texts, refusal.field))

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    for (const { field, input, complain } of inputs) complain(fault(texts, field, input.value.trim()))
    const wrong = inputs.find(({ input }) => input.hasAttribute('aria-invalid'))
    if (wrong !== undefined) wrong.input.focus()
    else submit(Object.fromEntries(inputs.map(({ field, input }) => [field.name, input.value.trim()])))
  })
  return form
}

function row(
  { name, placeholder }: ProviderField,
  label: string,
): {
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
  const complaintText = element('p', { id: complaintId, class: 'complaint' })
  function complain(complaint: string | undefined): void {
    complaintText.textContent = complaint ?? ''
    if (complaint === undefined) input.removeAttribute('aria-invalid')
    else input.setAttribute('aria-invalid', 'true')
  }
  return {
    room: element('div', { class: 'field' }, element('label', { for: id }, label), input, complaintText),
    input,
    complain,
  }
}

/**
 * Does not repeat the label, which stands above the field: inside a sentence it would need the grammar of each
 * language.
 */
function fault(texts: Texts, field: ProviderField, value: string): string | undefined {
  if (value === '') return withExample(texts, texts.fieldMissing, field)
  if (field.pattern === undefined || new RegExp(`^(?:${field.pattern})$`, 'u').test(value)) return undefined
  return mismatch(texts, field)
}

function mismatch(texts: Texts, field: ProviderField): string {
  return withExample(texts, texts.fieldMismatch, field)
}

function withExample(texts: Texts, text: string, { placeholder }: ProviderField): string {
  return placeholder === undefined ? text : `${text} ${fill(texts.example, { example: placeholder })}`
}
