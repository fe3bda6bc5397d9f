import { expect, type Page } from '@playwright/test'

/** The events that `programs/drop-in.ts` received. */
export interface Heard {
  name: string
  value: unknown
}

export const ACCOUNT = 'ada@work.example'
export const TIMESTAMP: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
/** From the README of `@alter-ai/connect` 0.8.x. */
export const CONNECTION = {
  grant_id: expect.stringMatching(/^[\da-f-]{36}$/),
  provider: 'google',
  provider_name: 'Google',
  account_identifier: ACCOUNT,
  timestamp: TIMESTAMP,
  operation: expect.stringMatching(/^(creation|reauth)$/),
  scopes: expect.arrayContaining(['https://www.googleapis.com/auth/calendar.readonly']),
  status: 'active',
  metadata: expect.objectContaining({ account_display_name: 'Ada Lovelace', account_email: ACCOUNT }),
}

export function heardBy(page: Page): Promise<Heard[]> {
  return page.evaluate('heard')
}

export function valueOf(heard: Heard[], name: string): unknown {
  return heard.find((one) => one.name === name)?.value
}
