/** Style of the provider's page. */
export const PROVIDER_STYLE = `
:root {
  color-scheme: light dark;
  font: 1rem / 1.5 system-ui, sans-serif;
  background: light-dark(#fff, #19191c);
  color: light-dark(#1a1a1c, #f2f2f0);
}
body { margin: 0 }
main { max-width: 26rem; margin: 0 auto; padding: clamp(1.5rem, 7vh, 3.5rem) 1.75rem 1.5rem }
.logo svg { display: block; width: 2.25rem; height: 2.25rem; margin-bottom: 1.5rem }
h1 { margin: 0; font-size: 1.5rem; font-weight: 620; line-height: 1.25; letter-spacing: -0.015em }
p, small, footer { color: light-dark(#5f5f66, #a3a3ab) }
p { margin: 0.5rem 0 1.5rem }
ul { display: grid; gap: 0.5rem; margin: 0 0 0.75rem; padding: 0; list-style: none }
small { display: block; font-weight: 400 }
button {
  width: 100%; min-height: 3rem; padding: 0.75rem 1rem; border: 1px solid transparent; border-radius: 0.75rem;
  background: none; color: inherit; font: inherit; font-weight: 550; cursor: pointer;
}
li button { border-color: light-dark(#e4e4e1, #2e2e33); text-align: start }
button:hover { background: color-mix(in srgb, currentColor 6%, transparent) }
button:focus-visible { outline: 2px solid light-dark(#3b5bdb, #91a7ff); outline-offset: 2px }
footer { margin-top: 1.5rem; font-size: 0.8125rem }
`
