import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Checks that the ports are free, before anything listens.
 * @param {Record<string, number>} ports by the variable that changes each
 * @throws where one is taken
 */
export async function checkPorts(ports) {
  for (const [variable, port] of Object.entries(ports)) {
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
