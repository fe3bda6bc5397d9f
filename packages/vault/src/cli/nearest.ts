/** The word that the user most likely meant; `undefined` when none is near. */
export function nearest(word: string, words: string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3))
  const ranked = words
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= most ? best.candidate : undefined
}

/** Letters to add, leave out, replace or swap with the next. @see Damerau 1964, Levenshtein 1966 */
function distanceOf(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [row, letter] of a.split('').entries()) {
    const here = [row + 1]
    for (const [column, other] of b.split('').entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1)
      const isSwapped = row > 0 && column > 0 && letter === b[column - 1] && a[row - 1] === other
      const swapped = isSwapped ? (before[column - 1] ?? 0) + 1 : Infinity
      here.push(Math.min(replaced, swapped, (above[column + 1] ?? 0) + 1, (here[column] ?? 0) + 1))
    }
    before = above
    above = here
  }
  return above[b.length] ?? 0
}
