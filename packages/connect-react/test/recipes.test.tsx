import { render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { App as ApiOrigin } from '../recipes/api-origin.tsx'
import { App as SignedIn } from '../recipes/signed-in.tsx'
import { grant } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()
afterEach(() => vi.restoreAllMocks())

test('14.13 the recipe for signing out never shows the accounts of another user', async () => {
  stage.backend.connections = [grant('ada@work.example')]
  const { rerender } = render(<SignedIn user={{ id: 'ada' }} />)
  expect(await screen.findByText('ada@work.example')).toBeVisible()
  rerender(<SignedIn user={undefined} />)
  expect(screen.getByText('Signed out')).toBeVisible()
  stage.backend.connections = [grant('grace@navy.example')]
  rerender(<SignedIn user={{ id: 'grace' }} />)
  expect(screen.queryByText('ada@work.example')).toBeNull()
  expect(await screen.findByText('grace@navy.example')).toBeVisible()
})

test('14.13 the recipe for an API on another origin takes the cookies along', async () => {
  const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({}))
  render(<ApiOrigin />)
  await waitFor(() => expect(fetch).toHaveBeenCalled())
  const [url, init] = fetch.mock.calls[0] ?? []
  expect(url).toMatch(/^https:\/\/api\.example\.com\/api\/alter\/(connections|providers)$/)
  expect(init).toMatchObject({ credentials: 'include' })
})
