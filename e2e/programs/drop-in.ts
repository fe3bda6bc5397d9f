// Written with what the README of `@alter-ai/connect` 0.8.x documents, and with nothing else. The tests bundle it twice:
// as it stands, and with `@alter/connect` in the published package's place.
import AlterConnect, { type AlterConnectConfig, type AlterError, type Grant } from '@alter-ai/connect'

const heard: { name: string; value: unknown }[] = []
function hear(name: string, value?: unknown): void {
  return void heard.push({ name, value })
}

const config: AlterConnectConfig = { debug: true }
const alterConnect = AlterConnect.create(config)
alterConnect.on('success', (grants) => hear('success', grants))
alterConnect.on('error', (error) => hear('error', error.code))
alterConnect.on('exit', () => hear('exit'))
alterConnect.on('close', () => hear('close'))
const unsubscribe = alterConnect.on('success', () => hear('unsubscribed'))
function removed(): void {
  return hear('removed')
}
alterConnect.on('success', removed)

Object.assign(globalThis, { alterConnect, heard, misuse })

const { searchParams } = new URL(location.href)
const answer = await fetch(`/session?delivery=${searchParams.get('delivery') ?? 'popup'}`)
const { session_token: token } = await answer.json()
const baseURL = document.documentElement.dataset['vault'] ?? ''

async function open(): Promise<void> {
  await alterConnect.open({
    token,
    baseURL,
    onSuccess: (grants: Grant[]) => hear('onSuccess', grants),
    onError: (error: AlterError) => hear('onError', { code: error.code, message: error.message }),
    onExit: () => hear('onExit'),
    onEvent: (eventName, metadata) => hear('onEvent', { eventName, timestamp: metadata.timestamp }),
  })
  hear('opened', alterConnect.isOpen())
}

/** The code with which a call is refused. */
async function refusal(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'nothing'
  } catch (error) {
    return Object(error).code
  }
}

function onSuccess(): void {
  return hear('onSuccess')
}

/** What wrong calls get; the instance is destroyed after. */
async function misuse(): Promise<Record<string, string>> {
  const codes = {
    'no token': await refusal(() => alterConnect.open({ token: '', baseURL, onSuccess })),
    'no onSuccess': await refusal(() => alterConnect.open(JSON.parse(JSON.stringify({ token, baseURL })))),
    destroy: await refusal(() => alterConnect.destroy()),
    'destroy again': await refusal(() => alterConnect.destroy()),
  }
  return {
    ...codes,
    open: await refusal(() => alterConnect.open({ token, baseURL, onSuccess })),
    close: await refusal(() => alterConnect.close()),
    on: await refusal(() => alterConnect.on('success', onSuccess)),
    off: await refusal(() => alterConnect.off('success', onSuccess)),
    isOpen: await refusal(() => alterConnect.isOpen()),
    getVersion: await refusal(() => alterConnect.getVersion()),
  }
}

function button(name: string, onClick: () => void): void {
  const element = document.createElement('button')
  element.textContent = name
  element.addEventListener('click', onClick)
  document.body.append(element)
}

button('Connect', () => void open())
button('Close', () => alterConnect.close())
button('Listen no more', () => {
  unsubscribe()
  alterConnect.off('success', removed)
})
// Nobody clicked: the browser blocks it.
if (searchParams.has('blocked')) setTimeout(() => void open())
