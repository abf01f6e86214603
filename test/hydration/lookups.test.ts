import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { loadConfig } from '../../src/config/config.ts'
import { TooMuch } from '../../src/hydration/errors.ts'
import { createLookups } from '../../src/hydration/lookups.ts'
import { connectedVendors } from '../../src/hydration/vendors.ts'

t.test('a list that the vendor refuses is missing, and stops no record', async (t) => {
  let [time, isAllowed] = [0, false]
  const asked: string[] = []
  const caller = {
    async call({ path }: { path: string }) {
      const [, name = ''] = /\/v1\/(\w+)\//.exec(path) ?? []
      asked.push(name)
      if (name === 'rates' && !isAllowed) throw new TooMuch('HTTP 403')
      if (name === 'configuration') return { body: { Enterprise: { Id: 'house' } } }
      const list = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
      return { body: { [list]: [{ Id: `${name}-1` }], Cursor: null } }
    }
  }
  const config = loadConfig({ MEWS_CLIENT_TOKEN: 'a'.repeat(20), MEWS_ACCESS_TOKEN: 'b'.repeat(20) }, channels)
  const [vendor] = connectedVendors(channels, config)
  if (vendor === undefined) throw new Error('Mews is not connected')
  const { context } = createLookups(vendor, caller, () => time)
  const idsOf = async (name: string) => (await context(2)).lookups[name]?.map(({ Id }) => Id)
  t.strictSame(await idsOf('rates'), [])
  t.strictSame(await idsOf('services'), ['services-1'])
  t.equal(asked.filter((name) => name === 'rates').length, 1, 'it is not asked for with each batch')

  isAllowed = true
  time = 5 * 60_000
  t.strictSame(await idsOf('rates'), ['rates-1'])
  isAllowed = false
  time = 12 * 3_600_000
  t.strictSame(await idsOf('rates'), ['rates-1'], 'what was read before stays')
})
