import fc from 'fast-check'
import t from 'tap'
import { blocksOf } from '../../src/cli/server-sent-events.ts'

t.test('wherever the chunks end, the blocks are the same', async (t) => {
  const text = 'retry: 1000\n\nid: a\ndata: {"text":"é\\n"}\n\n:\nid: b\n\nid: c\ndata: 1\n\nid: cut off'
  const bytes = Buffer.from(text)
  const ends = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length }), { maxLength: bytes.length })
  await fc.assert(
    fc.asyncProperty(ends, async (cuts) => {
      const places = [0, ...cuts.sort((one, other) => one - other), bytes.length]
      const chunks = places.slice(1).map((end, at) => bytes.subarray(places[at], end))
      let heard = 0
      const blocks: Record<string, string>[] = []
      for await (const fields of blocksOf(chunks, () => heard++)) blocks.push(Object.fromEntries(fields))
      t.strictSame(blocks, [
        { retry: '1000' },
        { id: 'a', data: '{"text":"é\\n"}' },
        { ':': '', id: 'b' },
        { id: 'c', data: '1' }
      ])
      t.equal(heard, chunks.length)
    })
  )
})
