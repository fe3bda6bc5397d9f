import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { start, type Started } from './process.ts'

const run = promisify(execFile)

/** The programs that a display needs. */
export const DESK = ['Xvfb', 'openbox', 'wmctrl', 'xdotool']

/** A screen with a window manager, where windows gain and lose the focus as on a desk. */
export interface Display {
  env: NodeJS.ProcessEnv
  /** The user switches to the window of that title. */
  activate(title: string): Promise<void>
  /** Title of the window that has the keyboard. */
  activeTitle(): Promise<string>
  /** The user closes the window of that title with its frame's button. */
  closeWindow(title: string): Promise<void>
  /** On the keyboard, and then Enter. */
  type(text: string): Promise<void>
  close(): Promise<void>
}

export async function openDisplay(): Promise<Display> {
  const server = start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'],
    process.env,
    ['ignore', 'ignore', 'ignore', 'pipe'],
  )
  const output = server.process.stdio[3]
  if (!output) throw new Error('Xvfb has no pipe to tell its display on')
  const [number]: unknown[] = await once(output, 'data')
  const env = { ...process.env, DISPLAY: `:${String(number).trim()}`, WAYLAND_DISPLAY: undefined }
  const manager = await startManager(env).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })

  /** `wmctrl -l`: id, desktop, host, title. */
  async function idOf(title: string): Promise<string> {
    const { stdout } = await run('wmctrl', ['-l'], { env })
    const lines = stdout.split('\n').map((line) => /^(0x\w+) +\S+ +\S+ (.*)$/.exec(line))
    const found = lines.find((line) => titleOf(line?.[2] ?? '') === title)?.[1]
    if (found === undefined) throw new Error(`No window is called ${title}:\n${stdout}`)
    return found
  }
  function command(flag: string, title: string): Promise<unknown> {
    return until(async () => run('wmctrl', ['-i', flag, await idOf(title)], { env }))
  }

  return {
    env,
    activate: async (title) => void (await command('-a', title)),
    // While the focus moves, no window has the keyboard.
    activeTitle: () =>
      until(async () => {
        const { stdout } = await run('xdotool', ['getactivewindow', 'getwindowname'], { env })
        return titleOf(stdout.trim())
      }),
    closeWindow: async (title) => void (await command('-c', title)),
    async type(text) {
      await run('xdotool', ['type', '--delay', '15', text], { env })
      await run('xdotool', ['key', 'Return'], { env })
    },
    async close() {
      await manager.stop()
      await server.stop()
    },
  }
}

/** On a busy machine the window manager sometimes ends at its start. Then another one is started. */
async function startManager(env: NodeJS.ProcessEnv): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const manager = start('openbox', ['--sm-disable'], env, 'ignore')
    try {
      await until(() => run('wmctrl', ['-m'], { env }), 15_000)
      return manager
    } catch (error) {
      await manager.stop()
      if (attempt === 3) throw error
    }
  }
}

/** The page's title, without what browsers add. */
function titleOf(text: string): string {
  return text.replace(/^\[Automation\] /, '').replace(/ - Chromium$/, '')
}

/** Waits, because a window's title and place reach the screen with a delay. */
async function until<Result>(attempt: () => Promise<Result>, patience = 20_000): Promise<Result> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await pause(50)
    }
  }
}
