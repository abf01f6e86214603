import fc from 'fast-check'
import t from 'tap'
import { messagesOf } from '../../src/cli/live-events.ts'

t.test('messages are the same wherever the chunks end', async (t) => {
  const text = 'retry: 1000\n\nid: a\ndata: {"text":"é\\n"}\n\n:\nid: b\n\nid: c\ndata: 1\n\nid: cut off'
  const bytes = Buffer.from(text)
  const ends = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length }), { maxLength: bytes.length })
  await fc.assert(
    fc.asyncProperty(ends, async (cuts) => {
      const places = [0, ...cuts.sort((one, other) => one - other), bytes.length]
      const chunks = places.slice(1).map((end, at) => bytes.subarray(places[at], end))
      let calls = 0
      const messages: object[] = []
      for await (const { id, data } of messagesOf(chunks, () => calls++)) messages.push({ id, data })
      t.strictSame(messages, [
        { id: 'a', data: '{"text":"é\\n"}' },
        { id: 'c', data: '1' }
      ])
      t.equal(calls, chunks.length)
    })
  )
})
