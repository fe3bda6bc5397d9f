import type { MockVault } from '../vault/vault.ts'
import { providerStep, type ProviderStep } from './callback.ts'
import { PROVIDER_STYLE } from './provider-style.ts'

/** Turns this document into the provider's page. The form is handled here, because there is no server. */
export function openProviderPage(vault: MockVault): void {
  const style = new CSSStyleSheet()
  style.replaceSync(PROVIDER_STYLE)
  document.adoptedStyleSheets.push(style)
  document.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const answer = new URLSearchParams()
    for (const [name, value] of new FormData(event.target, event.submitter)) {
      if (typeof value === 'string') answer.set(name, value)
    }
    take(providerStep(vault, answer))
  })
  take(providerStep(vault, new URLSearchParams(location.search)))
}

function take(step: ProviderStep): void {
  if ('goTo' in step) {
    location.replace(step.goTo)
    return
  }
  document.title = step.title
  document.body.innerHTML = step.show
}
