import type { AccountPage, Decision } from './consent.ts'
import { MockProblem } from './problem.ts'
import { PROVIDER_STYLE } from './provider-style.ts'
import type { MockVault } from './vault.ts'

/** Plays the provider's sign-in: the user picks an account, which is consent too, or says no. */
export function openProviderPage(vault: MockVault, authorization: string): void {
  const decide = (decision: Decision): void =>
    location.replace(vault.decide(authorization, decision).location)
  const style = new CSSStyleSheet()
  style.replaceSync(PROVIDER_STYLE)
  document.adoptedStyleSheets.push(style)
  try {
    const shown = vault.accounts(authorization)
    if (shown.consent === 'deny') decide({ deny: true })
    else show(shown, decide)
  } catch (error) {
    if (!(error instanceof MockProblem)) throw error
    document.body.replaceChildren(made('main', made('h1', 'This sign-in is over'), made('p', error.message)))
  }
}

function show({ provider, app, accounts, hint }: AccountPage, decide: (decision: Decision) => void): void {
  document.title = `Choose a ${provider.name} account`
  const logo = document.createElement('img')
  logo.src = `/sdk/providers/${provider.id}/logo.svg`
  logo.alt = ''
  const hinted = accounts.toSorted(
    (a, b) => Number(b.account_identifier === hint) - Number(a.account_identifier === hint),
  )
  const list = made('ul')
  for (const { account_identifier, account_display_name = account_identifier } of hinted) {
    const choose = button(() => decide({ account: account_identifier }), account_display_name)
    choose.append(made('small', account_identifier))
    list.append(made('li', choose))
  }
  document.body.replaceChildren(
    made(
      'main',
      logo,
      made('h1', 'Choose an account'),
      made('p', `to let ${app} use ${provider.name} for you`),
      list,
      button(() => decide({ deny: true }), 'Deny'),
      made('footer', `A mocked ${provider.name}: any account, no password.`),
    ),
  )
}

function button(click: () => void, text: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.addEventListener('click', click)
  element.append(text)
  return element
}

function made(name: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(name)
  element.append(...children)
  return element
}
