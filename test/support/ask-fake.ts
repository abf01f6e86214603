import type { Test } from 'tap'
import type { Fake, FakeOptions } from '../../src/fakes/fake.ts'
import { startFake } from '../../src/fakes/start-fake.ts'
import type { FakeSource } from '../../src/fakes/vendors.ts'

export interface Asked {
  status: number
  headers: Headers
  text: string
  /** The JSON of the answer. */
  body: ReturnType<typeof JSON.parse>
}

/** Starts a fake, and a function that calls it with these headers. */
export async function askFake(t: Test, source: FakeSource, options: FakeOptions = {}) {
  const fake = await startFake(source, options)
  t.teardown(() => fake.close())
  const ask = (call: string, headers: Record<string, string> = {}, body?: string) => askAt(fake, call, headers, body)
  return { fake, ask }
}

async function askAt(fake: Fake, call: string, headers: Record<string, string>, body?: string): Promise<Asked> {
  const [method = 'GET', path = '/'] = call.split(' ')
  const init = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) }
  const reply = await fetch(fake.url + path, init)
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, text, body: parsed(text) }
}

function parsed(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
