/** The bytes of a body. Undefined: there are more than allowed. The rest is not read then, and the source stays open for an answer. */
export async function readBody(chunks: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array | undefined> {
  const found: Uint8Array[] = []
  let size = 0
  // A loop with `for await` would close the connection when it is left.
  const iterator = chunks[Symbol.asyncIterator]()
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    size += next.value.length
    if (size > mostBytes) return undefined
    found.push(next.value)
  }
  return joined(found, size)
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}
