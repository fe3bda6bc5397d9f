import { readFile } from 'node:fs/promises'
import { html, raw } from 'hono/html'
import type { Account } from './directory.ts'
import type { ScopeText, StandIn } from './stand-in.ts'

/** What all pages of an issuer share. */
export interface PageStyle {
  standIn: StandIn
  /** A path in a 24 × 24 box. */
  logoPath: string
}

type Html = ReturnType<typeof html>

/** Reads the logo from the installed simple-icons. */
export async function loadStyle(standIn: StandIn): Promise<PageStyle> {
  const svg = await readFile(new URL(import.meta.resolve(`simple-icons/icons/${standIn.icon}.svg`)), 'utf8')
  const logoPath = / d="([^"]+)"/.exec(svg)?.[1]
  if (!logoPath) throw new Error(`simple-icons has no path in ${standIn.icon}.svg`)
  return { standIn, logoPath }
}

export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

async function page({ standIn, logoPath }: PageStyle, title: string, content: Html): Promise<string> {
  const document = await html`<!doctype html>
    <html lang="en" data-issuer="${standIn.id}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${standIn.name}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <header>
            <svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path d="${raw(logoPath)}" /></svg>
            <span class="issuer">${standIn.name}</span>
          </header>
          ${content}
        </main>
        <footer>This is a local stand-in for ${standIn.standsFor}. Any account, no password.</footer>
      </body>
    </html>`
  return document.toString()
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
}

function person(account: Account, mark?: string): Html {
  return html`
    <span class="avatar" aria-hidden="true">${initials(account.name)}</span>
    <span class="person">
      <span class="name">${account.name}</span>
      <span class="login">${account.login}</span>
    </span>
    ${mark === undefined ? '' : html`<span class="mark">${mark}</span>`}
  `
}

export interface ChooserOptions {
  app: string
  accounts: readonly Account[]
  /** Subject of who is signed in already. */
  current?: string | undefined
  /** Login that the app expects. */
  hint: string
}

/** Who are you? */
export function chooserPage(style: PageStyle, options: ChooserOptions): Promise<string> {
  const { chooseTitle } = style.standIn.texts
  function mark({ sub, login, email }: Account): string | undefined {
    if (options.hint && [login, email, sub].includes(options.hint.toLowerCase())) return 'Suggested'
    return sub === options.current ? 'Signed in' : undefined
  }
  return page(
    style,
    chooseTitle,
    html`
      <h1>${chooseTitle}</h1>
      <p class="lead">to continue to <strong>${options.app}</strong></p>
      <form method="post" class="accounts">
        ${options.accounts.map(
          (account) =>
            html`<button class="account" name="account" value="${account.login}">
              ${person(account, mark(account))}
            </button>`,
        )}
      </form>
      <a class="account" href="?another">
        <span class="avatar plus" aria-hidden="true"></span>
        <span class="person"><span class="name">Use another account</span></span>
      </a>
    `,
  )
}

/** Who else are you? */
export function anotherAccountPage(style: PageStyle, app: string): Promise<string> {
  const { loginLabel, loginType } = style.standIn
  return page(
    style,
    'Sign in',
    html`
      <h1>Use another account</h1>
      <p class="lead">to continue to <strong>${app}</strong></p>
      <form method="post" class="another">
        <label for="account">${loginLabel}</label>
        <input
          id="account"
          name="account"
          type="${loginType}"
          required
          autofocus
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
        />
        <div class="actions">
          <a class="button" href="?">Back</a>
          <button class="button primary">Next</button>
        </div>
      </form>
    `,
  )
}

export interface ConsentOptions {
  app: string
  account: Account
  basic: ScopeText[]
  optional: ScopeText[]
}

/** May the app do this? */
export function consentPage(style: PageStyle, options: ConsentOptions): Promise<string> {
  const title = style.standIn.texts.consentTitle(options.app)
  const { basic, optional } = options
  return page(
    style,
    title,
    html`
      <h1>${title}</h1>
      <p class="chip">${person(options.account)}</p>
      <form method="post">
        <fieldset>
          <legend>${options.app} will be able to</legend>
          <ul>
            ${basic.map(({ text }) => html`<li><span class="tick" aria-hidden="true"></span>${text}</li>`)}
            ${optional.map(
              ({ scope, text }) =>
                html`<li>
                  <label><input type="checkbox" name="scope" value="${scope}" checked />${text}</label>
                </li>`,
            )}
          </ul>
        </fieldset>
        ${optional.length > 0 ? html`<p class="note">Untick what you would rather keep to yourself.</p>` : ''}
        <div class="actions">
          <button class="button" name="decision" value="deny">Deny</button>
          <button class="button primary" name="decision" value="allow">Allow</button>
        </div>
      </form>
    `,
  )
}

/** What went wrong, in the words of OAuth. */
export function errorPage(style: PageStyle, error: string, description = ''): Promise<string> {
  return page(
    style,
    'Something is wrong',
    html`
      <h1>This request cannot be answered</h1>
      <p class="lead"><code>${error}</code></p>
      <p>${description}</p>
      <p class="note">Close this window and start again from the app.</p>
    `,
  )
}

/** @param form of the library: hidden, with what it needs to know; its buttons stand outside of it. */
export function signOutPage(style: PageStyle, form: string): Promise<string> {
  return page(
    style,
    'Sign out',
    html`
      <h1>Sign out of ${style.standIn.name}?</h1>
      ${raw(form)}
      <div class="actions">
        <button class="button" form="op.logoutForm">Stay signed in</button>
        <button class="button primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
      </div>
    `,
  )
}

/** The end of a sign-out that came from nowhere. */
export function signedOutPage(style: PageStyle): Promise<string> {
  return page(style, 'Signed out', html`<h1>You are signed out</h1>`)
}
