/** When something first happened; epoch, in milliseconds. */
export const times: Record<string, number> = {}
Object.assign(globalThis, { times })

export function mark(name: string, at: number = performance.now()): void {
  times[name] ??= performance.timeOrigin + at
}

/** Marks the click on the page's button, the window it leads to, and runs `onClick`. */
export function onConnect(onClick: () => void): void {
  const openWindow = globalThis.open
  globalThis.open = (...values) => {
    const opened = openWindow.apply(globalThis, values)
    if (opened) mark('opened')
    return opened
  }
  const button = document.createElement('button')
  button.textContent = 'Connect'
  button.addEventListener('click', ({ timeStamp }) => {
    mark('clicked', timeStamp)
    onClick()
  })
  document.body.append(button)
}

export const baseURL: string = document.documentElement.dataset['vault'] ?? ''

export async function fetchSession(): Promise<{ session_token: string }> {
  const answer = await fetch(`/session${location.search}`)
  const session = await answer.json()
  mark('minted')
  return session
}

export const callbacks = {
  onSuccess: (): void => mark('success'),
  onExit: (): void => mark('exit'),
  onError: (): void => mark('error'),
}
