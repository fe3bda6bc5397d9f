/** The colours of the button and of the list: the variables of the README, else these. */
const COMMON = `
  :host {
    --_surface: var(--alter-surface, light-dark(#ffffff, #17181b));
    --_raised: var(--alter-raised, light-dark(#f5f6f7, #222428));
    --_text: var(--alter-text, light-dark(#16181d, #eceef1));
    --_muted: var(--alter-muted, light-dark(#5c6370, #9aa1ad));
    --_border-strong: var(--alter-border-strong, light-dark(#cfd3d9, #434852));
    --_danger: var(--alter-danger, light-dark(#b3261e, #ff9b92));
    --_success: var(--alter-success, light-dark(#176b3a, #7fd6a0));
    color-scheme: var(--alter-color-scheme, inherit);
    font-family: var(--alter-font, inherit);
    line-height: 1.45;
  }
  :host([hidden]) { display: none !important }
  *, ::before { box-sizing: border-box }
  button { margin: 0; font: inherit; cursor: pointer }
  [role=status] { position: fixed; clip-path: inset(50%) }
  [part~=logo] { flex: none; inline-size: 1.25rem; block-size: 1.25rem; object-fit: contain }
  img[part=logo] { background-clip: text; transition: color 1ms 0.2s, background-color 1ms 0.2s }
  button > img[part=logo] { background-color: inherit }
  [part=label] { display: inline-grid; align-items: center }
  [part=logo] ~ * { text-align: start }
  [part=label] > * { grid-area: 1 / 1; overflow-wrap: anywhere }
  [data-text] { visibility: hidden }
  [data-text]::before { content: attr(data-text) }
  [aria-busy=true]:is(button) { cursor: progress }
  [aria-busy=true]:is(button)::before {
    content: '';
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: spin 1s linear infinite;
  }
  @media (forced-colors: active) {
    [aria-busy=true]:is(button)::before { border-inline-end-color: Canvas }
  }
  @media (prefers-reduced-motion: no-preference) {
    @keyframes spin { to { rotate: 1turn } }
  }
`

/** Handed over by script, since a strict policy lets in no `<style>`. */
export function createSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

/** What an element adopts. */
export function createSheets(css: string): CSSStyleSheet[] {
  return [createSheet(COMMON), createSheet(css)]
}

const THEMES = `
  :where(.light, [data-theme=light]) { --alter-color-scheme: light }
  :where(.dark, [data-theme=dark]) { --alter-color-scheme: dark }
`

/** Lets `.dark` and `data-theme` of the page say what is light or dark in the elements: what they set is inherited. */
export function createThemes(): () => void {
  const sheet = createSheet(THEMES)
  return () => {
    const { adoptedStyleSheets } = document
    if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet)
  }
}
