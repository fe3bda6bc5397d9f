// As the published client's README has it: first the token, then the window.
import AlterConnect from '@alter-ai/connect'
import { baseURL, callbacks, fetchSession, onConnect } from './timing.ts'

const alterConnect = AlterConnect.create()

async function connect(): Promise<void> {
  const { session_token: token } = await fetchSession()
  await alterConnect.open({ token, baseURL, ...callbacks })
}

onConnect(() => void connect())
