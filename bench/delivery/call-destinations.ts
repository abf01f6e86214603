import type { BenchServer } from '../fixture.ts'

type Port = Pick<BenchServer, 'port'>

/** Creates or changes a destination on this machine. */
export function put(server: Port, name: string, { port, path = '', from = 'now' }: DestinationOptions): Promise<void> {
  return call(server, 'PUT', name, { url: `http://127.0.0.1:${port}/${path}`, from, secret: 'env:BENCH_SECRET' })
}

export function remove(server: Port, names: readonly string[]): Promise<unknown> {
  return Promise.all(names.map((name) => call(server, 'DELETE', name)))
}

export function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `d${number}`)
}

interface DestinationOptions {
  port: number
  path?: string
  from?: string
}

async function call({ port }: Port, method: string, name: string, body?: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/destinations/${name}`, {
    method,
    headers: { authorization: 'Bearer bench', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) })
  })
  if (!answer.ok) throw new Error(`${method} ${name}: ${answer.status} ${await answer.text()}`)
}
