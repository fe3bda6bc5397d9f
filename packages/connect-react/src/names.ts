/** What to call a provider until its name is known: `google_drive` becomes `Google Drive`. */
export function nameOf(provider: string): string {
  if (provider === 'github') return 'GitHub'
  const words = provider.split(/[-_]/)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

/** The part of a scope that says something: `https://www.googleapis.com/auth/calendar.readonly` ends in it. */
export function scopeName(scope: string): string {
  return scope.replace(/\/+$/, '').split('/').at(-1) ?? scope
}
