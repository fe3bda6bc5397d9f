const output = document.querySelector('output')
const list = document.querySelector('ul')

document.addEventListener('alter-success', ({ detail: { connections } }) => {
  output.textContent = `Connected ${connections[0].account_identifier}`
})
document.addEventListener('alter-error', ({ detail: error }) => {
  output.textContent = error.message
})

document.querySelector('#load').addEventListener('click', async () => {
  const response = await fetch('/api/events')
  const body = await response.json()
  output.textContent = response.ok ? '' : body.detail
  list.replaceChildren(
    ...(body.items ?? []).map(({ summary }) => {
      const item = document.createElement('li')
      item.textContent = summary
      return item
    }),
  )
})
