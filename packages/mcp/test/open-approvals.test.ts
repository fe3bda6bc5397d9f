import { Agent } from '@alter/sdk'
import { expect, test, vi } from 'vitest'
import { openApprovalsOf, type Run } from '../src/open-approvals.ts'

const FUTURE = '2100-01-01T00:00:00.000Z'
const ADA = { userToken: 'eyJ.ada' }
const EVE = { userToken: 'eyJ.eve' }
/** A run that asked and ended. */
const OVER: Run = { isOver: true }

function makeAgent(): Agent {
  return new Agent({ apiKey: 'alter_key_agent_5f1c2ab94d0e7788' })
}

function startRun(): Run {
  return { isOver: false }
}

function keepMany(agent: Agent, user: { userToken: string }, ids: string[], expiresAt = FUTURE): void {
  for (const id of ids) {
    openApprovalsOf(agent, user).keep(`call ${id}`, { approvalId: id, expiresAt }, OVER)
  }
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index}`)
}

test('16.6 open approvals are those of one client of the vault, and the oldest of too many is forgotten', () => {
  const agent = makeAgent()
  for (const user of numbered('user', 21)) {
    keepMany(agent, { userToken: user }, numbered(`${user}-`, 48))
  }
  const first = openApprovalsOf(agent, { userToken: 'user0' })
  expect(first.take('call user0-7', OVER)).toBeUndefined()
  expect(first.take('call user0-8', OVER)).toBe('user0-8')
  const last = { userToken: 'user20' }
  expect(openApprovalsOf(agent, last).take('call user20-47', OVER)).toBe('user20-47')
  expect(openApprovalsOf(makeAgent(), last).take('call user20-47', OVER)).toBeUndefined()
})

test('16.6 a user who asks for much pushes out nobody else', () => {
  const agent = makeAgent()
  keepMany(agent, ADA, ['ada'])
  keepMany(agent, EVE, numbered('eve', 1001))
  expect(openApprovalsOf(agent, ADA).take('call ada', OVER)).toBe('ada')
  const eves = openApprovalsOf(agent, EVE)
  expect(eves.take('call eve950', OVER)).toBeUndefined()
  expect(eves.take('call eve951', OVER)).toBe('eve951')
})

test('16.6 an agent without a user, which has its program for itself, may ask for more', () => {
  const open = openApprovalsOf(makeAgent(), null)
  for (const id of numbered('ap', 200)) open.keep(id, { approvalId: id, expiresAt: FUTURE }, OVER)
  expect(open.take('ap0', OVER)).toBe('ap0')
})

test('16.6 an approval that the vault no longer answers for is not found, and takes no place', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const agent = makeAgent()
    const users = numbered('user', 20).map((userToken) => ({ userToken }))
    const soon = new Date(Date.now() + 1000).toISOString()
    keepMany(agent, ADA, ['ada'])
    for (const user of users) keepMany(agent, user, numbered(user.userToken, 49), soon)
    vi.advanceTimersByTime(1000 + 600_000)
    expect(openApprovalsOf(agent, { userToken: 'user0' }).take('call user00', OVER)).toBeUndefined()
    for (const user of users) keepMany(agent, user, numbered(`${user.userToken}-`, 49))
    expect(openApprovalsOf(agent, ADA).take('call ada', OVER)).toBe('ada')
  } finally {
    vi.useRealTimers()
  }
})

test('16.6 each of two equal calls has its own approval, which no other run gets meanwhile', () => {
  const open = openApprovalsOf(makeAgent(), ADA)
  const [one, other, third] = [startRun(), startRun(), startRun()]
  open.keep('call', { approvalId: 'ap1', expiresAt: FUTURE }, OVER)
  open.keep('call', { approvalId: 'ap2', expiresAt: FUTURE }, OVER)
  expect(open.take('call', one)).toBe('ap1')
  expect(open.take('call', other)).toBe('ap2')
  expect(open.take('call', third)).toBeUndefined()
  open.forget('ap1')
  one.isOver = true
  other.isOver = true
  expect(open.take('call', third), 'not settled').toBe('ap2')
})

test('16.6 an approval that the client named is held like one that was found', () => {
  const open = openApprovalsOf(makeAgent(), ADA)
  open.keep('call', { approvalId: 'ap1', expiresAt: FUTURE }, OVER)
  open.hold('ap1', startRun())
  expect(open.take('call', startRun())).toBeUndefined()
})

test('16.6 a client that names an approval of another user changes nothing about it', () => {
  const agent = makeAgent()
  keepMany(agent, ADA, ['ada'])
  openApprovalsOf(agent, EVE).hold('ada', startRun())
  openApprovalsOf(agent, EVE).forget('ada')
  expect(openApprovalsOf(agent, ADA).take('call ada', OVER)).toBe('ada')
})

test.for([
  ['another user', { iss: 'https://id.example.com', sub: 'eve' }],
  ['another issuer', { iss: 'https://other.example.com', sub: 'ada' }],
  ['nobody', { iss: 'https://id.example.com' }],
] as const)('16.6 a renewed token finds what its user asked for, and one of %s does not', ([, claims]) => {
  const agent = makeAgent()
  const ada = { iss: 'https://id.example.com', sub: 'ada' }
  openApprovalsOf(agent, jwt({ ...ada, exp: 1 })).keep('call', { approvalId: 'ap1', expiresAt: FUTURE }, OVER)
  expect(openApprovalsOf(agent, jwt(claims)).take('call', OVER)).toBeUndefined()
  expect(openApprovalsOf(agent, jwt({ ...ada, exp: 2 })).take('call', OVER)).toBe('ap1')
})

function jwt(claims: object): { userToken: string } {
  const [head, payload] = [{ alg: 'none' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return { userToken: `${head}.${payload}.c2ln` }
}
