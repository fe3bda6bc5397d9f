/** Style of the reference's page. A file of its own, because the page has no inline code. */
export const STYLE = `:root { color-scheme: light dark; --line: light-dark(#d8dce3, #353b46); --soft: light-dark(#f5f6f8, #1b1e24) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 2rem; padding: 0 1.5rem; font: 1rem/1.5 system-ui, sans-serif }
nav { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 1.5rem 0; font-size: .9rem }
nav h2 { margin: 1rem 0 .25rem; font-size: .8rem; text-transform: uppercase; letter-spacing: .05em }
nav ul { margin: 0; padding: 0; list-style: none }
main { padding: 1.5rem 0 4rem }
main h2 { margin-top: 3rem; border-bottom: 1px solid var(--line) }
section { margin: 2rem 0; scroll-margin-top: 1rem }
section h3 { margin-bottom: .25rem }
p { margin: .5rem 0 }
p:empty { display: none }
.address { padding: .5rem .75rem; background: var(--soft); border: 1px solid var(--line); border-radius: .375rem }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse; font-size: .9rem }
th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
a { color: light-dark(#0b57d0, #8ab4f8) }
@media (max-width: 50rem) { body { display: block } nav { position: static; max-height: none } td:not(:first-child) { overflow-wrap: anywhere } }
`
