/** The look of what stands below a button. It is as wide as the button, which keeps its size. */
export const HELP_STYLE = `
  [part=help] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    inline-size: 0;
    min-inline-size: 100%;
    margin-block-start: 0.375rem;
    color: var(--_muted);
    font-size: 0.875rem;
    text-align: start;
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }
  [part=help][data-kind=error] { color: var(--_danger) }
  [part=help][data-kind=blocked] { color: var(--alter-warning, light-dark(#8a5300, #f3bd6b)) }
  [part=actions] { display: flex; flex-wrap: wrap; gap: 0.25rem; margin-inline-start: -0.75rem }
  [part=action] {
    min-block-size: 2.25rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid transparent;
    border-radius: calc(var(--alter-radius, 12px) * 0.7);
    background: none;
    color: var(--_muted);
    font-weight: 500;
  }
  [part=action]:hover { background: var(--_raised); color: var(--_text) }
  [part=action]:active { background: color-mix(in oklab, var(--_raised), var(--_text) 9%); color: var(--_text) }
  [part=action]:focus-visible {
    outline: 2px solid var(--alter-accent, light-dark(#1f4fd8, #8fb0ff));
    outline-offset: 2px;
  }
  @media (pointer: coarse) {
    [part=action] { min-block-size: 2.75rem }
  }
`
