import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import { consent } from '../demo.ts'
import { start } from '../process.ts'
import { test as base } from './test.ts'

/** A program that has called `app.connect()` and shown its user the way. */
interface Program {
  connectUrl: string
  /** What it prints in the end. */
  output: Promise<string>
  /** What it says meanwhile. */
  said: string[]
  /** Its exit code. */
  ended: Promise<unknown>
}

const PROGRAM = new URL('../headless.ts', import.meta.url).pathname

const test = base.extend<{ program: Program }>({
  program: async ({ embed, user: { email } }, use) => {
    const userToken = await embed.provider.userToken({ sub: email, email: 'ada@lovelace.example' })
    const { port } = new URL(embed.vaultUrl)
    const started = start(
      process.execPath,
      ['--conditions=@alter/source', PROGRAM, `http://127.0.0.1:${port}`, embed.apiKey, userToken],
      { PATH: process.env['PATH'] },
      ['ignore', 'pipe', 'pipe'],
    )
    const { stdout, stderr } = started.process
    if (!stdout || !stderr) throw new Error('no output')
    const said: string[] = []
    const lines = createInterface({ input: stderr }).on('line', (line) => said.push(line))
    const ended = once(started.process, 'exit').then(([code]: unknown[]) => code)
    async function shown(): Promise<string> {
      for (;;) {
        const address = said.find((line) => line.includes('#session='))
        if (address !== undefined) return address.trim()
        await once(lines, 'line')
      }
    }
    const output = text(stdout)
    const endedEarly = ended.then(() => {
      throw new Error(`The program ended: ${said.join('\n')}`)
    })
    try {
      await use({ connectUrl: await Promise.race([shown(), endedEarly]), output, said, ended })
    } finally {
      await started.stop()
    }
  },
})

test('a program connects its user, who follows its link in a browser', async ({ page, program }) => {
  await page.goto(program.connectUrl)
  await expect(page.getByRole('heading', { name: 'Connect GitHub to The app' })).toBeVisible()
  await expect(page.getByText('ada@lovelace.example')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await consent(page, 'ghopper')
  await expect(page.getByRole('heading', { name: 'GitHub connected' })).toBeVisible()
  expect(JSON.parse(await program.output)).toEqual([
    expect.objectContaining({ provider: 'github', accountIdentifier: 'ghopper', operation: 'creation' }),
  ])
  expect(await program.ended).toBe(0)
})

test('a program hears that its user does not want to', async ({ page, program }) => {
  await page.goto(program.connectUrl)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing was connected' })).toBeVisible()
  expect(await program.ended).toBe(1)
  expect(await program.output).toBe('')
  expect(program.said.join('\n')).toContain('connect_cancelled')
})
