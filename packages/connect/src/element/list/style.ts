/** The look of the list's first content, below what all elements share. */
export const STYLE = `
  :host {
    --_accent: var(--alter-accent, light-dark(#1f4fd8, #8fb0ff));
    --_radius: var(--alter-radius, 12px);
    --_radius-small: calc(var(--_radius) * 0.7);
    --_pressed: color-mix(in oklab, var(--_raised), var(--_text) 9%);
    --_border: var(--alter-border, light-dark(#e3e5e9, #2e3137));
    --_warning: var(--alter-warning, light-dark(#8a5300, #f3bd6b));
    display: block;
    color: var(--_text);
    font-size: 0.9375rem;
  }
  section { container: accounts / inline-size; position: relative }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
  section:focus { outline: none }
  ul, li, p, h2, h3, h4, h5, h6, dl, dt, dd { margin: 0; padding: 0; list-style: none; font: inherit }
  h2, h3, h4, h5, h6, p, dd, [part=account-label], [part=account-text] {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  bdi { text-align: -webkit-match-parent; text-align: match-parent }
  h2, h3, h4, h5, h6 { font-weight: 600; letter-spacing: -0.01em }
  [part=unseen] { position: absolute; inline-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
  [part~=logo] { border-radius: 4px }
  [data-monogram] {
    display: inline-grid;
    place-items: center;
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
    color: var(--_accent);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1;
  }
  [data-monogram]::before { content: attr(data-monogram) / '' }
  [part~=action] {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-block-size: 2.25rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 500;
    text-decoration: none;
  }
  [part~=primary], [part=notice] [part~=action] {
    border-color: var(--_border-strong);
    background: var(--_surface);
    color: var(--_text);
  }
  [part~=action]:hover, [aria-expanded=true] { background: var(--_raised); color: var(--_text) }
  [part~=action]:active { background: var(--_pressed); color: var(--_text) }
  [part~=more] {
    justify-content: center;
    min-inline-size: 2.25rem;
    padding-inline: 0.25rem;
    font-size: 1.125rem;
    line-height: 1;
  }
  [part~=action]:has([part=label]) { padding-inline: 1.625rem }
  [aria-busy=true]:is(button)::before {
    position: absolute;
    inset-inline-start: 0.5rem;
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  [part=actions] { display: flex; flex-wrap: wrap; gap: 0.25rem; margin-inline-start: auto }
  [part=actions] > [part=help] { order: 1 }
  [part=header] > [part=actions]:has([part=help]) { display: contents }
  [part=header] > [part=actions]:has(> [part=help]) > [part~=action] { margin-inline-start: auto }
  [part~=list] {
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  li + li, [part~=account] + [part~=account] { border-block-start: 1px solid var(--_border) }
  [part=header], [part~=account], [part=title], [part=account-name], [part=meta], [part=notice] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.75rem;
  }
  [part=header], [part=notice] { min-block-size: 4rem; padding: 0.75rem 1.25rem }
  [part=title], [part=account-name] { flex: 1 1 5rem; align-items: baseline; gap: 0 0.75rem; min-inline-size: 0 }
  [part=title] { min-inline-size: min-content }
  [part=status], [part=meta], [part~=problem] { color: var(--_muted); font-size: 0.875rem }
  [part=status] { white-space: nowrap }
  [part=account-list] { padding-block-end: 0.5rem }
  [part~=account] {
    gap: 0.5rem 1rem;
    min-block-size: 3.75rem;
    margin-inline: 3.25rem 1.25rem;
    padding-block: 0.625rem;
  }
  [part~=account]:first-child { padding-block-start: 0 }
  [part=account-text] { flex: 1 1 14rem }
  [part=account-name] { gap: 0.125rem 0.5rem }
  [part=account-label] { font-weight: 500 }
  [part=meta] { gap: 0 1.25em; overflow: clip }
  [part=meta] > * { position: relative; min-inline-size: 0; overflow-wrap: anywhere }
  [part=meta] > bdi { direction: inherit; unicode-bidi: plaintext }
  [part=meta] > *::before { content: '·' / ''; position: absolute; inset-inline-start: -0.75em }
  [part=badge] {
    padding: 0.0625rem 0.5rem;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_raised);
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 500;
  }
  [part~=problem] { color: var(--_warning) }
  [part~=error] { color: var(--_danger) }
  [part~=leftover], [part~=revoked] :is([part=account-label], [part~=problem]) { color: var(--_muted) }
  [part=provider] > [part~=problem] {
    margin-block-start: -0.375rem;
    padding: 0 1.25rem 0.875rem 3.25rem;
  }
  [part=notice] {
    justify-content: space-between;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  [part=notice] + * { margin-block-start: 0.75rem }
  [part=filter] { min-block-size: 2.75rem; margin-block-end: 0.75rem }
  [part=empty] {
    padding: 2rem 1.25rem;
    border: 1px dashed var(--_border-strong);
    border-radius: var(--_radius);
    color: var(--_muted);
    text-align: center;
  }
  [part~=bone] {
    inline-size: 7rem;
    block-size: 0.875rem;
    border-radius: 4px;
    background: var(--_border);
    animation: breathe 1.6s ease-in-out infinite;
  }
  [part~=bone][part~=logo] { inline-size: 1.25rem; block-size: 1.25rem }
  [part~=bone-account] { inline-size: 60%; max-inline-size: 11rem }
  [part~=bone-action] {
    inline-size: 5.5rem;
    block-size: 2.25rem;
    margin-inline-start: auto;
    border-radius: var(--_radius-small);
  }
  @container accounts (inline-size >= 44rem) {
    [part~=list] { display: grid; grid-template-columns: 1fr 1fr }
    [data-connected=true], :nth-child(odd of [data-connected=false]):last-child { grid-column: 1 / -1 }
    :nth-child(even of [data-connected=false]) { border-inline-start: 1px solid var(--_border) }
    li:nth-child(2):nth-child(even of [data-connected=false]) { border-block-start: 0 }
  }
  @container accounts (inline-size >= 30rem) {
    [part~=account] > [part=actions]:has([part=help]) { display: contents }
    [part=header] [part=help] { padding-inline-start: 2rem }
  }
  @container accounts (inline-size < 30rem) {
    [part~=account] { margin-inline: 1.25rem }
    [part~=account] > [part=actions]:has([part=label]) {
      flex: 1 1 100%;
      justify-content: space-between;
      margin: 0;
    }
    [part=account-text] { flex-basis: 8rem }
    [part=provider] > [part~=problem] { padding-inline-start: 1.25rem }
  }
  @media (pointer: coarse) {
    [part~=action] { min-block-size: 2.75rem }
    [part~=more] { min-inline-size: 2.75rem }
  }
  @media (forced-colors: active) {
    [part~=bone] { border: 1px solid }
  }
  @media (prefers-reduced-motion: no-preference) {
    @keyframes breathe { 50% { opacity: 0.45 } }
  }
`
