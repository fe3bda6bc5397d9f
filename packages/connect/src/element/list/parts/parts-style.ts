/** The look of what loads once the list is shown. */
export const PARTS_STYLE = `
  [part=help], [part~=confirm] {
    display: flex;
    flex: 1 1 100%;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
  }
  [part=help] { text-wrap: pretty }
  [part=help], [part=effect], dt { color: var(--_muted); font-size: 0.875rem }
  [part=help] [part=actions] { margin-inline: -0.75rem 0 }
  [part~=confirm] {
    gap: 0.75rem 1rem;
    padding: 0.875rem 1rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_raised);
  }
  [part~=undo] { padding-block: 0.375rem }
  [part~=confirm-text] { flex: 1 1 14rem }
  [part=question] { font-weight: 600 }
  [part~=danger] { border-color: color-mix(in srgb, var(--_danger) 35%, transparent) }
  [part~=danger]:is(*, :hover, :active) { color: var(--_danger) }
  [part~=danger]:hover { background: color-mix(in srgb, var(--_danger) 8%, transparent) }
  [part~=problem] a { color: inherit }
  section > [part~=problem] { padding-block: 0.75rem }
  input {
    inline-size: 100%;
    min-block-size: 2.75rem;
    margin: 0;
    padding: 0.375rem 1rem;
    border: 1px solid var(--_muted);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
  }
  input::placeholder { color: var(--_muted); opacity: 1 }
  [part=agents] { flex: 1 1 100%; padding-inline-start: 0.75rem; border-inline-start: 2px solid var(--_border) }
  [part=agents-title] { color: var(--_muted); font-size: 0.875rem }
  [part=agent] { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; border: 0 }
  [part=agent] [part=status] { display: block }
  [part=agent-name] { overflow-wrap: anywhere }
  [part=empty] [part~=action] { margin-block-start: 0.75rem }
  [part=menu], dialog {
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
  }
  [part=menu] {
    position: fixed;
    inset: auto;
    min-inline-size: 11rem;
    max-inline-size: calc(100vi - 1rem);
    margin: 0;
    padding: 0.25rem;
    box-shadow: 0 8px 24px light-dark(rgb(20 22 28 / 14%), rgb(0 0 0 / 55%));
  }
  [part=menu-item] {
    display: block;
    inline-size: 100%;
    min-block-size: 2.5rem;
    padding: 0.375rem 0.75rem;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius-small) - 2px);
    background: none;
    color: var(--_text);
    text-align: start;
  }
  [part=menu-item]:is(:hover, :focus) { background: var(--_raised) }
  [part=menu-item]:active { background: var(--_pressed) }
  dialog {
    inline-size: min(28rem, calc(100vi - 2rem));
    max-block-size: calc(100vb - 2rem);
    padding: 0;
    border-radius: var(--_radius);
    overflow: auto;
  }
  dialog::backdrop { background: rgb(0 0 0 / 45%) }
  [part=details-body] { display: grid; gap: 0.25rem; padding: 1.25rem }
  [part=details-body] [part=actions] { justify-content: flex-end }
  dl { margin-block: 0.75rem 1rem }
  dl li { border: 0 }
  dd { margin-block: 0.125rem 0.75rem; text-wrap: pretty }
  [data-new] { animation: arrive 4s ease-out }
  @container accounts (inline-size < 30rem) {
    [part~=confirm] [part=actions] { margin: 0 }
  }
  @media (pointer: coarse) {
    [part=menu-item] { min-block-size: 2.75rem }
  }
  @media (forced-colors: active) {
    [part~=action], [part=menu-item] { border-color: ButtonBorder }
    [part=menu-item]:focus { background: Highlight; color: HighlightText; forced-color-adjust: none }
    [data-new] { outline: 1px solid Highlight }
  }
  @keyframes arrive {
    from, 60% {
      background: color-mix(in srgb, var(--_success) 14%, transparent);
      box-shadow: 0 0 0 0.5rem color-mix(in srgb, var(--_success) 14%, transparent);
    }
  }
`
