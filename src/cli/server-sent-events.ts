/** The fields of each block, https://html.spec.whatwg.org/multipage/server-sent-events.html; each has one line here. */
export async function* blocksOf(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBytes: () => void
): AsyncGenerator<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder()
  // A large event comes in many chunks, and is searched once.
  let unfinished: string[] = []
  for await (const chunk of body) {
    onBytes()
    const text = decoder.decode(chunk, { stream: true })
    const end = unfinished.at(-1)?.at(-1) ?? ''
    if (!(end + text).includes('\n\n')) {
      if (text !== '') unfinished.push(text)
      continue
    }
    const blocks = [...unfinished, text].join('').split('\n\n')
    const rest = blocks.pop() ?? ''
    unfinished = rest === '' ? [] : [rest]
    for (const block of blocks) yield new Map(block.split('\n').map(field))
  }
}

function field(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ')
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 2)]
}
