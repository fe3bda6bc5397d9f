import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Page } from '@playwright/test'

/** A screen with a window manager, without which the focus does not follow windows. */
export interface Display {
  env: Record<string, string>
  close(): void
}

/** The machine's own screen, else one from Xvfb and openbox; `undefined` where there is neither. */
export async function openDisplay(): Promise<Display | undefined> {
  if (process.platform !== 'linux' || process.env['DISPLAY']) return { env: {}, close() {} }
  if (!existsSync('/usr/bin/Xvfb') || !existsSync('/usr/bin/openbox')) return undefined
  const screen = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
  const server = spawn('/usr/bin/Xvfb', screen, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const pipe = server.stdio[3]
  if (!pipe) throw new Error('Xvfb has no pipe')
  const [number] = await once(pipe, 'data')
  const env = { DISPLAY: `:${String(number).trim()}` }
  const manager = spawn('/usr/bin/openbox', { env: { ...process.env, ...env }, stdio: 'ignore' })
  // It says nothing when it is ready.
  await setTimeout(500)
  return {
    env,
    close() {
      manager.kill()
      server.kill()
    },
  }
}

/** Gives a page back its real focus, until it leaves its site: Playwright pretends that every page has it. */
export async function useRealFocus(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  // A session can switch off only what it has switched on.
  for (const enabled of [true, false]) await session.send('Emulation.setFocusEmulationEnabled', { enabled })
}
