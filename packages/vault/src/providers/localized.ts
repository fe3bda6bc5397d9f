import type { ProviderTexts } from '@alter/protocol'
import { fieldLabel } from './field-labels.ts'
import { meaningOf } from './scope-meanings.ts'
import { LANGUAGES, type Language, wordsOf } from './scope-words.ts'
import type { ScopeRules } from './scopes.ts'

/** Descriptions of scopes, by scope: one text for all, or one by language. */
export type ScopeLabels = Record<string, string | Record<string, string>>

interface Described {
  id: string
  scopes: string[]
  scope_labels: ScopeLabels
  scope_rules: ScopeRules
  fields: { name: string }[]
}

/** The operator's texts for everybody: those without a language, else English, else the first. */
export function plainLabels(labels: ScopeLabels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([scope, words]) => [
      scope,
      typeof words === 'string' ? words : (words['en'] ?? Object.values(words)[0] ?? scope),
    ]),
  )
}

/** The texts about a provider in each language: the operator's, else ours. */
export function localizedTexts(provider: Described): Record<string, ProviderTexts> {
  const texts: Record<string, ProviderTexts> = {}
  for (const language of languagesOf(provider)) {
    const scope_labels = collect(provider.scopes, (scope) => labelOf(provider, scope, language))
    const field_labels = collect(
      provider.fields.map(({ name }) => name),
      (name) => (isOurs(language) ? fieldLabel(provider.id, name, language) : undefined),
    )
    if (scope_labels || field_labels) {
      texts[language] = { ...(scope_labels && { scope_labels }), ...(field_labels && { field_labels }) }
    }
  }
  return texts
}

/** The description of one scope: the operator's, else ours, else the scope itself. */
export function scopeLabel(provider: Described, scope: string, language: string): string {
  return labelOf(provider, scope, language) ?? own(plainLabels(provider.scope_labels), scope) ?? scope
}

/** Our languages, and further ones that the operator has texts in. */
function languagesOf({ scope_labels }: Described): string[] {
  const theirs = Object.values(scope_labels).flatMap((words) =>
    typeof words === 'string' ? [] : Object.keys(words),
  )
  return [...new Set([...LANGUAGES, ...theirs])]
}

function labelOf(
  { id, scope_labels, scope_rules }: Described,
  scope: string,
  language: string,
): string | undefined {
  const operators = own(scope_labels, scope)
  if (typeof operators === 'string') return operators
  const label = operators?.[language] ?? operators?.[language.split('-')[0] ?? '']
  if (label !== undefined || !isOurs(language)) return label
  const meaning = meaningOf(id, scope, scope_rules)
  return meaning && wordsOf(meaning, language)
}

/** A scope may be called `constructor`, which every object has. */
function own<Value>(labels: Record<string, Value>, scope: string): Value | undefined {
  return Object.hasOwn(labels, scope) ? labels[scope] : undefined
}

function isOurs(language: string): language is Language {
  return LANGUAGES.some((one) => one === language)
}

function collect(
  names: string[],
  labelOfName: (name: string) => string | undefined,
): Record<string, string> | undefined {
  const found = names.flatMap((name) => {
    const label = labelOfName(name)
    return label === undefined ? [] : [[name, label] as const]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}
