/** Scopes that only say whose account it is. */
const IDENTITY = new Set(['openid', 'email', 'profile', 'offline_access'])

/** Whether a scope lets the app do something, beyond knowing whose account it is. */
export function isPermission(scope: string): boolean {
  return !IDENTITY.has(scope) && !/\/auth\/userinfo\.\w+$/.test(scope)
}
