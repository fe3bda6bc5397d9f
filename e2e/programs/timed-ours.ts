import { createConnect } from '@alter/connect'
import { baseURL, callbacks, fetchSession, onConnect } from './timing.ts'

const connect = createConnect({ session: fetchSession, baseURL })

onConnect(() => void connect.open(callbacks))
