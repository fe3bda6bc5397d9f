/** What to call a provider until its name is known: `google` becomes `Google`. */
export function nameOf(provider: string): string {
  return provider.replace(/^./, (first) => first.toUpperCase())
}
