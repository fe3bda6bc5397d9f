import type { ProviderGroup } from './groups.ts'

/** The providers whose name has all words of the query; of the others, those accounts that have them. */
export function searchGroups(groups: readonly ProviderGroup[], query: string): ProviderGroup[] {
  const words = plain(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...groups]
  return groups.flatMap((group) => {
    function has(text: string): boolean {
      const all = plain(`${group.name} ${text}`)
      return words.every((word) => all.includes(word))
    }
    if (has('')) return [group]
    const accounts = group.accounts.filter((account) =>
      has(`${account.account_identifier} ${account.account_display_name ?? ''}`),
    )
    return accounts.length > 0 ? [{ ...group, accounts }] : []
  })
}

/** Without accents and case: `Zoe` finds `Zoë`. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
