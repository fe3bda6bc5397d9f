const KEY = 'alter:rows'
/** More would be no list of ours. */
const MOST = 100

/** How many accounts each provider had when the list was last shown. */
export function loadRows(): number[] | undefined {
  try {
    const rows = localStorage.getItem(KEY)?.split(',').map(Number)
    return rows?.every((row) => row >= 0 && row < MOST) && rows.length < MOST ? rows : undefined
  } catch {
    return undefined
  }
}

/** Notes how many accounts each provider has, so that the next skeleton is as high as the list. */
export function saveRows(counts: string): void {
  try {
    localStorage.setItem(KEY, counts)
  } catch {
    // A page without storage shows a skeleton of the usual height.
  }
}
