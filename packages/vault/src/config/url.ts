import { z } from 'zod'

/** The address of a server. A request to one with credentials in it is never sent. */
export const url: z.ZodURL = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .refine(hasNoCredentials, 'must have no user name or password in it')

function hasNoCredentials(text: string): boolean {
  const { username = '', password = '' } = URL.parse(text) ?? {}
  return username === '' && password === ''
}
