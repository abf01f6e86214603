/** The fields of each block, https://html.spec.whatwg.org/multipage/server-sent-events.html; each has one line here. */
export async function* blocksOf(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBytes: () => void
): AsyncGenerator<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    onBytes()
    text += decoder.decode(chunk, { stream: true })
    const whole = text.split('\n\n')
    text = whole.pop() ?? ''
    for (const block of whole) yield new Map(block.split('\n').map(field))
  }
}

function field(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ')
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 2)]
}
