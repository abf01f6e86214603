import { setMaxListeners } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { signedRequest } from '../traffic.ts'
import type { Answer, Attacker } from './attack.ts'
import { API_TOKEN } from './gateway.ts'

interface AttackerOptions {
  port: number
  address: string
  sharesAddress: boolean
  seconds: number
  /** The gateway has acknowledged this delivery. */
  onAck(delivery: string): void
  onFound(text: string): void
}

/** Pause between two steps of a lane, in case the gateway refuses everything at once. */
const PAUSE_MS = 10
const PROBE_EVERY_MS = 500
const BODY_BYTES = 64 * 1024

export function createAttacker({ port, address, sharesAddress, seconds, onAck, onFound }: AttackerOptions): Attacker {
  const over = AbortSignal.timeout(seconds * 1_000)
  // Each connection adds a listener.
  setMaxListeners(0, over)

  async function repeat(lanes: number, step: (lane: number) => Promise<unknown>): Promise<void> {
    const run = async (lane: number) => {
      while (!over.aborted) {
        await step(lane)
        await pause(PAUSE_MS)
      }
    }
    await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)))
  }

  async function open(localAddress = address): Promise<Socket | undefined> {
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
    // Every error is followed by 'close'.
    socket.on('error', () => undefined)
    await happens(socket, 'connect')
    return socket.destroyed || over.aborted ? undefined : socket
  }

  /** Resolves at the event, when the socket is closed, or when the time is up. */
  function happens(socket: Socket, event: string): Promise<void> {
    return new Promise((resolve) => {
      if (socket.destroyed || over.aborted) return resolve()
      const finish = () => {
        socket.off(event, finish).off('close', finish)
        over.removeEventListener('abort', finish)
        resolve()
      }
      socket.on(event, finish).on('close', finish)
      over.addEventListener('abort', finish)
    })
  }

  async function write(socket: Socket, bytes: Buffer | string): Promise<boolean> {
    if (!socket.destroyed && !socket.write(bytes)) await happens(socket, 'drain')
    return !socket.destroyed && socket.writable && !over.aborted
  }

  async function request(bytes: Buffer): Promise<Answer | undefined> {
    const socket = await open()
    if (socket === undefined) return undefined
    const answer = readAnswer(socket)
    // The gateway may answer and close the connection before it has read everything.
    void write(socket, bytes)
    await Promise.race([answer.complete, happens(socket, 'close')])
    socket.destroy()
    return answer.soFar()
  }

  async function leaveUnread(socket: Socket): Promise<void> {
    socket.pause()
    // A socket that is not read notices only on writing that it was closed. Empty lines between requests are ignored.
    while (await write(socket, '\r\n')) await pause(PROBE_EVERY_MS)
    socket.destroy()
  }

  async function pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: over }).catch(() => undefined)
  }

  return {
    over,
    sharesAddress,
    repeat,
    connect: open,
    write,
    closed: (socket) => happens(socket, 'close'),
    leaveUnread,
    request,
    pause,
    found: onFound,
    async post(kind, body, deviation) {
      const answer = await request(signedRequest(kind, body, deviation))
      const isAcked = answer !== undefined && answer.status >= 200 && answer.status < 300
      if (isAcked && answer.delivery !== undefined) onAck(answer.delivery)
      return answer
    },
    get: (path) => request(Buffer.from(apiRequest(path)))
  }
}

/** Returns the bytes of a request with the API token. */
export function apiRequest(path: string, { method = 'GET', token = API_TOKEN } = {}): string {
  return `${method} ${path} HTTP/1.1\r\nhost: attacks.test\r\nauthorization: Bearer ${token}\r\n\r\n`
}

/** Reads one whole answer, and keeps the beginning of its body. */
function readAnswer(socket: Socket): { complete: Promise<void>; soFar(): Answer | undefined } {
  let head = ''
  let body = ''
  let received = 0
  const complete = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      let rest = chunk.toString('latin1')
      if (!head.includes('\r\n\r\n')) {
        head += rest
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        rest = head.slice(end + 4)
        head = head.slice(0, end + 4)
      }
      received += rest.length
      if (body.length < BODY_BYTES) body += rest
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      if (length !== undefined && received >= Number(length)) resolve()
    })
  })
  return {
    complete,
    soFar() {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
      if (status === undefined) return undefined
      const delivery = /\r\nbellhook-delivery: ([\w-]+)/i.exec(head)?.[1]
      return { status: Number(status), delivery, body }
    }
  }
}
