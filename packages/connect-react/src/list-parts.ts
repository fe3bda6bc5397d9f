// One module for what a list loads once it is shown: see the folder `later`.
export { AccountActions } from './account-actions.tsx'
export { Filter } from './filter.tsx'
export { LeftoverNote } from './leftover-note.tsx'
export { endAccount, explainFailure, makeDefault } from './list-changes.ts'
export { ListEffects } from './list-effects.tsx'
export { searchGroups } from './search-groups.ts'
