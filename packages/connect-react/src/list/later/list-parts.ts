import type * as ListPartsModule from '../parts/list-parts.ts'

export type ListParts = typeof ListPartsModule

/** Loads what a list needs once it is shown, such as menus, details, undo and search. */
export function loadListParts(): Promise<ListParts> {
  return import('../parts/list-parts.ts')
}
