import { expect } from '@playwright/test'
import { test } from './test.ts'

test('importing the widget and making an instance sets nothing going', async ({ page, embed }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(embed.page('ours', 'idle'), { waitUntil: 'networkidle' })

  expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
  expect(await page.evaluate('started')).toEqual([])
  // The document, the program, and the widget's chunks; nothing of the vault's.
  const origins = new Set(asked.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).origin))
  expect([...origins]).toEqual([new URL(page.url()).origin])
  expect(asked.filter((url) => !/\/idle$|\.js$|^data:/.test(url))).toEqual([])

  await page.evaluate(`alterConnect.open({ token: '', onSuccess() {} }).catch(() => {})`)
  expect(await page.evaluate('started'), 'a refused call').toEqual([])
  await page.evaluate(`fetch(location.href).then(() => setTimeout(() => {}))`)
  expect(await page.evaluate('started'), 'the counter counts').toHaveLength(2)
})
