import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Kind, traffic } from '../traffic.ts'

interface WrkOptions {
  port: number
  kind: Kind
  connections: number
  seconds: number
  /** Requests that are signed before the run. */
  count: number
}

export interface WrkResult {
  /** Answers with 2xx, and those per second. */
  acknowledged: number
  perSecond: number
  /** Other answers, and connections that broke or got no answer for 20 s. */
  refused: number
  broken: number
  /** Milliseconds. */
  p99: number
  /** Subjects of all requests that may have been sent. */
  subjects: string[]
}

/**
 * Loads a server with wrk: one thread, keep-alive connections, each sends again as soon as it is answered. The requests are signed before,
 * so the load generator costs little.
 */
export async function wrk({ port, kind, connections, seconds, count }: WrkOptions): Promise<WrkResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-wrk-'))
  try {
    const requests = join(folder, 'requests')
    const { bytesOfEach, subjects } = writeRequests(requests, kind, count)
    const script = join(folder, 'load.lua')
    writeFileSync(script, scriptOf(requests, bytesOfEach))
    const url = `http://127.0.0.1:${port}/`
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', script, url]
    const { stdout } = await promisify(execFile)('wrk', args).catch(explained)
    const { sent, answered, refused, broken, micros, p99 } = JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? '')
    if (sent > count) throw new Error(`only ${count} requests were signed, and the server was faster`)
    const acknowledged = answered - refused
    const perSecond = acknowledged / (micros / 1e6)
    return { acknowledged, perSecond, refused, broken, p99: p99 / 1_000, subjects: subjects.slice(0, sent) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All requests of a kind have the same length, so wrk finds each one without an index. */
function writeRequests(path: string, kind: Kind, count: number) {
  const next = traffic(kind)
  const file = openSync(path, 'w')
  const subjects: string[] = []
  let bytesOfEach = 0
  for (let made = 0; made < count; made++) {
    const { bytes, subject } = next()
    if (made > 0 && bytes.length !== bytesOfEach) throw new Error('requests of one kind have different lengths')
    bytesOfEach = bytes.length
    writeSync(file, bytes)
    subjects.push(subject)
  }
  closeSync(file)
  return { bytesOfEach, subjects }
}

function scriptOf(requests: string, bytesOfEach: number): string {
  return `
local file = io.open(${JSON.stringify(requests)}, 'rb')
local last
sent = 0
request = function()
  sent = sent + 1
  last = file:read(${bytesOfEach}) or last
  return last
end
local threads = {}
setup = function(thread) threads[#threads + 1] = thread end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"sent":%d,"answered":%d,"refused":%d,"broken":%d,"micros":%d,"p99":%f}\\n',
    threads[1]:get('sent'), summary.requests, e.status, e.connect + e.read + e.write + e.timeout, summary.duration,
    latency:percentile(99)))
end
`
}

function explained(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT') throw new Error('wrk was not found: install it, for example with apt-get install wrk')
  throw error
}
