// One module for what a list loads when it is shown; `list/later` loads it.
export { AccountActions } from './account-actions.tsx'
export { Filter } from './filter.tsx'
export { LeftoverNote } from './leftover-note.tsx'
export { endAccount, endAgent, explainFailure, makeDefault } from '@alter/connect/accounts/list-changes'
export { searchGroups } from '@alter/connect/accounts/search-groups'
export { ListEffects } from './list-effects.tsx'
