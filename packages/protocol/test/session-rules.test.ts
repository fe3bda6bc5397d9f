import { describe, expect, test } from 'vitest'
import type { Connection } from '@alter/protocol'
import {
  beginAuthorization,
  connected,
  deadlineOf,
  landingUrl,
  leave,
  refused,
  runOut,
  sessionResult,
  start,
  type SessionCourse,
} from '@alter/protocol/rules'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const minted: SessionCourse = {
  id: 'a'.repeat(32),
  status: 'pending',
  delivery: 'popup',
  returnUrl: 'https://app.example/?keep=a%20b',
  shortReturn: false,
  providers: ['google'],
  grants: [],
  events: [],
  error: null,
  errorDescription: null,
  createdAt: NOW,
  expiresAt: NOW + 600_000,
}
const several: SessionCourse = { ...minted, providers: ['google', 'github'] }
const work: Connection = {
  grant_id: 'grant_1',
  provider: 'google',
  provider_name: 'Google',
  account_identifier: 'work@example.com',
  timestamp: '2026-11-22T10:00:00.000Z',
  operation: 'creation',
  scopes: ['calendar'],
  status: 'active',
}

describe('13.8: the course of a session, for the vault and for the mock', () => {
  test('with one provider a connection is all; with several the user may go on', () => {
    expect(connected(minted, work, NOW)).toMatchObject({ status: 'completed', grants: [work] })
    expect(connected(several, work, NOW)).toMatchObject({ status: 'open', grants: [work] })
  })

  test('with one provider a refusal ends the session; with several it is a notice until the next attempt', () => {
    expect(refused(minted, 'access_denied', 'No.')).toMatchObject({
      status: 'failed',
      error: 'access_denied',
    })
    const noticed = refused(several, 'access_denied', 'No.')
    expect(noticed).toMatchObject({ status: 'open', errorDescription: 'No.' })
    expect(sessionResult(noticed, NOW)).not.toHaveProperty('error')
    expect(beginAuthorization(noticed, 'github', NOW)).toMatchObject({ status: 'authorizing', error: null })
  })

  test('what was connected stays, whether the user leaves or the time runs out', () => {
    const one = connected(several, work, NOW)
    expect([leave(one).status, runOut(one).status]).toEqual(['completed', 'completed'])
    expect([leave(several).status, runOut(several).status]).toEqual(['cancelled', 'expired'])
    expect(sessionResult(runOut(several), NOW + 600_000)).toMatchObject({
      error: 'session_expired',
      expires_in: 0,
    })
  })

  test('a callback counts for a while beyond the end, and never longer than the session lived', () => {
    const away = beginAuthorization(minted, 'google', NOW)
    expect(deadlineOf(minted) - minted.expiresAt).toBe(0)
    expect(deadlineOf(away) - away.expiresAt).toBe(300_000)
    const short = { ...away, expiresAt: NOW + 60_000 }
    expect(deadlineOf(short) - short.expiresAt).toBe(60_000)
  })

  test('each step is noted once, and nothing is changed in place', () => {
    const away = beginAuthorization(start(minted, undefined, NOW), 'google', NOW)
    expect(connected(away, work, NOW).events.map(({ event }) => event)).toEqual([
      'page_loaded',
      'provider_selected',
      'authorization_started',
      'authorization_completed',
    ])
    expect(minted.events).toEqual([])
  })

  test('a full-page flow lands once there is an outcome: with the id alone, or with the whole result', () => {
    const ours = start(minted, 'session', NOW)
    expect(ours.delivery).toBe('redirect')
    expect(landingUrl(ours)).toBeNull()
    expect(landingUrl(connected(ours, work, NOW))).toBe(
      `https://app.example/?keep=a%20b&alter_connect_session=${minted.id}`,
    )
    const theirs = connected(start(minted, 'result', NOW), work, NOW)
    expect(landingUrl(theirs)).toContain('keep=a%20b&alter_connect_success=true&grant_id=grant_1')
    expect(landingUrl(leave(start(minted, 'result', NOW)))).toContain('error_code=access_denied')
  })
})
