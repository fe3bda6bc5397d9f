import { FILTER_TEXTS, type FilterTexts } from '../../../texts/filter-texts.ts'
import { fill, pluralOf } from '../../../words.ts'
import { h, type Child } from '../pieces.ts'
import { action } from '../action.ts'
import type { ListModel } from '../model.ts'

/** Finds an app or an account in a long list. */
export function filter(model: ListModel, found: number): Child {
  const { query, own } = model
  const texts: FilterTexts = { ...FILTER_TEXTS, ...own }
  return [
    h(
      'div',
      { key: 'filter', part: 'filter', role: 'search' },
      h('input', {
        part: 'filter-input',
        type: 'search',
        autocomplete: 'off',
        'aria-label': texts.filter,
        placeholder: texts.filter,
        value: query,
        oninput({ currentTarget }: Event) {
          if (currentTarget instanceof HTMLInputElement) model.search(currentTarget.value)
        },
        onkeydown(event: KeyboardEvent) {
          if (event.key !== 'Escape' || query === '') return
          event.preventDefault()
          model.search('')
        },
      }),
    ),
    query.trim() !== '' &&
      found === 0 &&
      h(
        'div',
        { key: 'no-match', part: 'empty' },
        h('p', {}, foundWords(model, found)),
        action(texts.showAll, () => model.search(''), 'primary'),
      ),
  ]
}

/** How much a search has found, to be heard. */
export function foundWords(model: Pick<ListModel, 'texts' | 'own' | 'query'>, found: number): string {
  const texts: FilterTexts = { ...FILTER_TEXTS, ...model.own }
  return found > 0
    ? fill(pluralOf(texts.found, model.texts.locale, found), String(found))
    : fill(texts.noMatch, model.query)
}
