import type { WalletPermission } from '@alter/protocol'
import { scopeLabel } from '../providers/localized.ts'
import type { Provider } from '../providers/provider.ts'
import type { Language } from '../providers/scope-words.ts'

/** Descriptions of scopes. A scope without one describes itself. */
export function permissionsOf(
  provider: Provider | undefined,
  scopes: string[],
  language: Language,
): WalletPermission[] {
  return scopes.map((scope) => ({
    scope,
    words: provider === undefined ? scope : scopeLabel(provider, scope, language),
  }))
}
