/** What to call a provider until its name is known: as it writes itself, for all of the vault's catalog. */
export function nameOf(provider: string): string {
  return provider.replace(/^.|h(?=ub$)|l(?=ab$)|s(?=pot$)/g, (letter) => letter.toUpperCase())
}
