// One module for what a list loads once it is shown: see the folder `later`.
export { AccountActions } from './account-actions.tsx'
export { connectWords } from './connect-words.ts'
export { Filter } from './filter.tsx'
export { ListEffects } from './list-effects.tsx'
export { searchGroups } from './search-groups.ts'
