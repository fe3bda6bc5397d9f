import { createConnect } from '@alter/connect'
import { SCENARIO_NAMES, SCENARIOS } from '@alter/connect-mock'
import { setupAlterMock } from '@alter/connect-mock/browser'

const mock = setupAlterMock()
await mock.start()

// One button for each scenario. The result is shown below it.
for (const name of SCENARIO_NAMES) {
  const choice = document.createElement('button')
  choice.textContent = name
  choice.title = SCENARIOS[name].description
  choice.addEventListener('click', () => mock.use(name))
  const item = document.createElement('li')
  item.append(choice)
  document.querySelector('#scenarios')?.append(item)
}

const connect = createConnect({
  session: async ({ provider }) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const response = await fetch('/api/alter/session', { ...init, body: JSON.stringify({ provider }) })
    return response.json()
  },
})
const show = (text: string) => document.querySelector('[role=status]')?.replaceChildren(text)
connect.on('success', ([connection]) => show(`Connected ${connection?.account_identifier}`))
connect.on('error', ({ code }) => show(`Failed: ${code}`))
connect.on('exit', () => show('The user left'))
document.querySelector('#connect')?.addEventListener('click', () => {
  void connect.open({ provider: 'google', onSuccess: () => {} }).catch(() => {})
})
