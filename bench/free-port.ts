import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the ports that Linux gives to outgoing connections. A port from there can be taken again before the caller listens on it.
const LOWEST = 10_000
const PORTS = 22_000
/** Each process begins at ports of its own, so that two of them rarely try the same one. */
const PORTS_OF_PROCESS = 50

let next = process.pid * PORTS_OF_PROCESS

/** A port on 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries++) {
    const port = LOWEST + (next++ % PORTS)
    if (await isFree(port)) return port
  }
  throw new Error(`no port from ${LOWEST} to ${LOWEST + PORTS - 1} is free`)
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}
