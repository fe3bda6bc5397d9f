import { callBackend, createConnect, isConnectError } from '@alter/connect'

// A page that shows what a developer reads: the message of the error, as the console has it.
const { session = '', credentials } = document.documentElement.dataset
const connect = createConnect({
  session: ({ provider }) =>
    callBackend(session, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider }),
      ...(credentials === 'include' && { credentials }),
    }),
})

function show(text: string): void {
  document.querySelector('output')?.replaceChildren(text)
}

document.querySelector('button')?.addEventListener('click', () => {
  show('…')
  connect.connect({ provider: 'google' }).then(
    (connections) => show(`connected: ${connections[0]?.account_identifier ?? 'nothing'}`),
    (error: unknown) =>
      show(isConnectError(error) ? `${error.code}: ${error.message}` : `not ours: ${String(error)}`),
  )
})
