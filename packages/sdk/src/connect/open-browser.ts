import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** Whether this machine has a browser that a program may open. */
export function hasBrowser(): boolean {
  return (
    process.platform === 'darwin' ||
    process.platform === 'win32' ||
    Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
  )
}

/**
 * Opens the system's browser at a secret address. Resolves with a function that stops the server for it. All users of a
 * machine can see the arguments of a command, so the browser gets the address of a page in this process, which works
 * once and redirects. A failure to start a browser is ignored, because the user has the address too.
 */
export async function openBrowser(url: string): Promise<() => void> {
  const path = `/${randomUUID()}`
  const server = createServer((request, response) => {
    const isOurs = request.method === 'GET' && request.url === path
    if (isOurs) server.close()
    response.writeHead(isOurs ? 303 : 404, {
      'cache-control': 'no-store',
      connection: 'close',
      'referrer-policy': 'no-referrer',
      ...(isOurs && { location: url }),
    })
    response.end()
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the redirect has no port')
  const [command, args] = COMMANDS[process.platform] ?? ['xdg-open', []]
  const page = `http://127.0.0.1:${address.port}${path}`
  // Without this comment Next would take the unknown command for any file, and pack the app's whole folder into its
  // server.
  spawn(/* turbopackIgnore: true */ command, [...args, page], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref()
  return () => {
    server.close()
    server.closeAllConnections()
  }
}

const COMMANDS: Partial<Record<NodeJS.Platform, [command: string, args: string[]]>> = {
  darwin: ['open', []],
  win32: ['rundll32', ['url.dll,FileProtocolHandler']],
}
