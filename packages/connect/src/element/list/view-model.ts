import type { ListParts } from './later/list-parts.ts'
import type { ListModel } from './model.ts'

/** What the first content is made of. */
export interface ViewModel extends ListModel {
  /** What loads once the list is there. */
  parts: ListParts | undefined
}
