import type * as ListPartsModule from '../parts/list-parts.ts'

export type ListParts = typeof ListPartsModule

/** Menus, details, undo, search, and all else that a list does once it is shown. */
export function loadListParts(): Promise<ListParts> {
  return import('../parts/list-parts.ts')
}
