/**
 * The look of the button. Each of its colours and measures is a variable of its own. Its text stays on the baseline of the
 * page's text when something is shown below it.
 */
export const BUTTON_STYLE = `
  :host {
    --_button-text: var(--alter-button-text, var(--_text));
    --_button-background: var(--alter-button-background, var(--_surface));
    display: inline-flex;
    flex-direction: column;
  }
  [part=button] {
    position: relative;
    display: inline-grid;
    grid-template-columns: 1fr auto minmax(0, auto) 1fr;
    align-items: center;
    inline-size: 100%;
    min-block-size: var(--alter-button-height, 2.75em);
    padding: 0.5em var(--alter-button-padding, 1.125em);
    border: 1px solid var(--alter-button-border, var(--_border-strong));
    border-radius: var(--alter-button-radius, calc(var(--alter-radius, 12px) * 0.7));
    background: var(--_button-background);
    color: var(--_button-text);
    font-size: var(--alter-button-font-size, 0.9375rem);
    font-weight: var(--alter-button-font-weight, 550);
  }
  [part=button]:hover {
    background: var(
      --alter-button-background-hover,
      color-mix(in oklab, var(--_button-background), var(--_button-text) 5%)
    );
  }
  [part=button]:active {
    background: var(
      --alter-button-background-active,
      color-mix(in oklab, var(--_button-background), var(--_button-text) 9%)
    );
    border-color: var(--alter-button-border-active, var(--_muted));
  }
  [part=button]:disabled { background: var(--_raised); color: var(--_muted); cursor: not-allowed }
  [part=logo], [part=button]::before { grid-area: 1 / 2; margin-inline-end: 0.625em }
  [part=label] { display: contents }
  [part=label] > :first-child { grid-area: 1 / 3 }
  [part=label] > [data-text] { grid-area: 1 / 1 / auto / -1 }
  [part=logo] ~ * > [data-text] { padding-inline-start: calc(1.25rem + 0.625em) }
  [aria-busy=true] [part=logo] { display: none }
  [data-status=blocked], [data-status=error] { border-color: var(--_danger) }
  [data-status=connected] { border-color: var(--_success) }
  [data-status=connected] slot::after { content: ' ✓' / '' }
  [part=button]:not(:has([part=logo])) { padding-inline: 2.25em }
  [part=button]:not(:has([part=logo]))::before { position: absolute; grid-area: auto; margin: 0; inset-inline-start: 0.75em }
`
