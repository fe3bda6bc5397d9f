import { Agent } from '@alter/sdk'
import { expect, test } from 'vitest'
import { openApprovalsOf } from '../src/open-approvals.ts'

const FUTURE = '2100-01-01T00:00:00.000Z'

function makeAgent(): Agent {
  return new Agent({ apiKey: 'alter_key_agent_5f1c2ab94d0e7788' })
}

test('16.6 open approvals are those of one client of the vault, and the oldest of too many is forgotten', () => {
  const agent = makeAgent()
  const open = openApprovalsOf(agent)
  for (let count = 0; count <= 1000; count += 1) open.keep(`call ${count}`, `ap${count}`, FUTURE)
  expect(open.find('call 0')).toBeUndefined()
  expect(open.find('call 1')).toBe('ap1')
  expect(openApprovalsOf(agent).find('call 1000')).toBe('ap1000')
  expect(openApprovalsOf(makeAgent()).find('call 1000')).toBeUndefined()
})

test('16.6 an approval that the vault no longer answers for is not found', () => {
  const open = openApprovalsOf(makeAgent())
  open.keep('call', 'ap1', '2020-01-01T00:00:00.000Z')
  expect(open.find('call')).toBeUndefined()
})
