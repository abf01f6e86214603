import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'
import { freshId, guest, many } from '../bodies.ts'

const COUNT = 40
const UPLOADS = 4
const PAGE_READERS = 50
const STREAMS = 10
const DOWNLOADS = 20

/** First many large deliveries, then everybody reads them, and most of them do not take what they asked for. */
export const fatEvents: Attack = {
  name: 'fat-events',
  what: '40 guests of 3.6 MiB; then 50 readers of pages, 10 streams and 20 downloads that nobody takes',
  seconds: 20,
  async run({ over, post, get, repeat, connect, write, closed }) {
    const blob = `,"blob":${JSON.stringify('a"'.repeat(1_250_000))}`
    const deliveries: string[] = []
    const upload = async () => {
      while (deliveries.length < COUNT && !over.aborted) {
        const answer = await post('pms', guest(freshId('fat'), blob), { path: '/webhooks/pms/guests' })
        if (answer?.delivery !== undefined) deliveries.push(answer.delivery)
      }
    }
    await Promise.all(many(UPLOADS, upload))
    await repeat(PAGE_READERS + STREAMS + DOWNLOADS, async (lane) => {
      if (lane < PAGE_READERS) return get('/api/events?limit=1000')
      const socket = await connect()
      if (socket === undefined) return
      socket.pause()
      const download = `/api/deliveries/${deliveries[lane % deliveries.length]}/raw`
      await write(socket, apiRequest(lane < PAGE_READERS + STREAMS ? '/api/events/stream' : download))
      await closed(socket)
    })
  },
  control: { without: 'pages that end at a number of bytes', violates: ['memory', 'process'] }
}
