import type { HotelView } from '../../accounts/manage-hotels.ts'
import { commandOf, required } from './actions.ts'
import { listAll } from './list-all.ts'

export const hotels = commandOf(
  {
    name: 'hotels',
    options: {
      name: { value: 'NAME', help: 'name for people' },
      'time-zone': { value: 'ZONE', help: 'like Europe/Berlin' },
      country: { value: 'CC', help: 'two letters, like DE' }
    },
    examples: [
      'bellhook hotels add seaview --name "Hotel Seaview" --time-zone Europe/Berlin',
      'bellhook hotels list --json'
    ]
  },
  {
    add: {
      words: 'SLUG',
      async run(gateway, call, [slug]) {
        const country = call.text('country')
        const given = { slug, name: required(call, 'name'), timeZone: required(call, 'time-zone') }
        const hotel = await gateway.post<HotelView>('/api/hotels', { ...given, ...(country && { country }) })
        call.out.result(hotel, lineOf(hotel))
      }
    },
    list: {
      words: '',
      async run(gateway, { out }) {
        for await (const hotel of listAll<HotelView>(gateway, '/api/hotels', 'hotels')) out.result(hotel, lineOf(hotel))
      }
    }
  }
)

function lineOf({ slug, name, timeZone }: HotelView): string {
  return `${slug}  ${name}  ${timeZone}`
}
