import type * as ListPartsModule from '../list-parts.ts'

/** Menus, details, undo, search, and all else that a list does once it is shown. */
export function loadListParts(): Promise<typeof ListPartsModule> {
  return import('../list-parts.ts')
}
