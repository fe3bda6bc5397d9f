import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Checks that the ports are free, before anything listens.
 * @param {Record<string, string>} ports as they are written, by the variable that changes each
 * @throws where one is no port, is another variable's too, or is taken
 */
export async function checkPorts(ports) {
  const owners = new Map()
  for (const [variable, text] of Object.entries(ports)) {
    const port = Number(text)
    if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
      throw new Error(`${variable}=${text} is no port: write a number from 1 to 65535.`)
    }
    const owner = owners.get(port)
    if (owner)
      throw new Error(`${owner} and ${variable} are both ${port}: write another port for one of them.`)
    owners.set(port, variable)
  }
  for (const [port, variable] of owners) {
    const probe = createServer().listen(port, '127.0.0.1')
    try {
      await once(probe, 'listening')
    } catch (cause) {
      const fix = `stop what uses it, or write ${variable}=… with another port into .env`
      throw new Error(`Port ${port} cannot be used (${cause.code}): ${fix}.`, { cause })
    }
    probe.close()
    await once(probe, 'close')
  }
}
