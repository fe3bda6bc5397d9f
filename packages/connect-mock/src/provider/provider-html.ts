import type { AccountPage } from '../vault/consent.ts'

/** The provider's sign-in page, on which a click on an account is consent. Its form goes to the page's own address. */
export function providerHtml({ provider, app, accounts, hint }: AccountPage, state: string): string {
  const hinted = accounts.toSorted(
    (a, b) => Number(b.account_identifier === hint) - Number(a.account_identifier === hint),
  )
  const rows = hinted.map(
    ({ account_identifier: account, account_display_name: name = account }) =>
      `<li><button name="account" value="${escaped(account)}">${escaped(name)}<small>${escaped(account)}</small></button></li>`,
  )
  return `<main>
    <div class="logo" aria-hidden="true">${provider.logo}</div>
    <h1>Choose an account</h1>
    <p>to let ${escaped(app)} use ${escaped(provider.name)} for you</p>
    <form>
      <input type="hidden" name="state" value="${escaped(state)}" />
      <ul>${rows.join('')}</ul>
      <button name="error" value="access_denied">Deny</button>
    </form>
    <footer>A mocked ${escaped(provider.name)}: any account, no password.</footer>
  </main>`
}

/** The page for an unknown authorization. */
export function overHtml(why: string): string {
  return `<main><h1>This sign-in is over</h1><p>${escaped(why)}</p></main>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
