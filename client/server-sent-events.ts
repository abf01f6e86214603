// https://html.spec.whatwg.org/multipage/server-sent-events.html

export interface ServerSentEvent {
  id: string | undefined
  event: string | undefined
  /** Undefined: a heartbeat. */
  data: string | undefined
}

/** Three heartbeats of the gateway. */
const SILENCE_MS = 45_000
/** Characters of one message. The data of an event has at most 256 KiB. */
const LONGEST_MESSAGE = 8 * 1024 * 1024

/** The messages of a stream. Ends when the stream ends. Throws if nothing arrives for 45 seconds. */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await within(SILENCE_MS, reader.read())
      if (done) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      if (text.length > LONGEST_MESSAGE) throw new Error('The stream has a message of more than 8 MiB.')
      for (const block of blocks) yield parse(block)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function parse(block: string): ServerSentEvent {
  const found: ServerSentEvent = { id: undefined, event: undefined, data: undefined }
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const field = line.slice(0, colon)
    const value = line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id' || field === 'event') found[field] = value
    if (field === 'data') found.data = found.data === undefined ? value : `${found.data}\n${value}`
  }
  return found
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The stream was silent for too long.')), ms)
  })
  try {
    return await Promise.race([work, silence])
  } finally {
    clearTimeout(timer)
  }
}
