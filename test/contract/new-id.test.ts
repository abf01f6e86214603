import t from 'tap'
import { newId } from '../../src/contract/new-id.ts'

// More than a millisecond holds, so that the count runs over.
const ids = Array.from({ length: 20_000 }, newId)

t.test('each id is a UUIDv7 that is greater than the one before', async (t) => {
  t.ok(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)))
  t.ok(ids.every((id, at) => at === 0 || id > (ids[at - 1] ?? '')))
})

t.test('its time is that of the clock, but for what ran over', async (t) => {
  const [first = '', last = ''] = [ids[0], ids.at(-1)]
  const time = (id: string) => Number.parseInt(id.slice(0, 13).replace('-', ''), 16)
  t.ok(Math.abs(time(first) - Date.now()) < 60_000)
  t.ok(time(last) >= time(first) + 4, 'a millisecond holds 4,096')
})
