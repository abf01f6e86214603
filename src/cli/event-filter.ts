import { type Call, type Option, UsageError } from './command.ts'

/** Options of every command that reads events. */
export const EVENT_FILTER: Readonly<Record<string, Option>> = {
  channel: { value: 'NAME', help: 'only this channel: whatsapp, sms, or pms' },
  type: { value: 'TYPES', help: 'only these types, e.g. message.received,reservation.*' },
  source: { value: 'NAME', help: 'only this source, e.g. twilio or mews' },
  property: { value: 'ID', help: 'only this hotel, by its id in the hotel system' },
  entity: { value: 'SUBJECT', help: 'only this entity, e.g. reservation/res-456' }
}

/** The value of --channel. Throws UsageError for an unknown channel, which would never have an event. */
export async function chosenChannel({ text }: Pick<Call, 'text'>): Promise<string | undefined> {
  const channel = text('channel')
  if (channel === undefined) return undefined
  // Channels take long to load, and most command lines name none.
  const { channels } = await import('../../plugins/index.ts')
  const names = channels.map(({ name }) => name)
  if (names.includes(channel)) return channel
  throw new UsageError(
    `--channel=${channel} is not a channel: use ${names.join(', ')}. For a hotel system, use --source`
  )
}

/** The query of the filter options, together with other parameters. */
export async function eventQuery(
  { text }: Pick<Call, 'text'>,
  more: Readonly<Record<string, string>> = {}
): Promise<string> {
  await chosenChannel({ text })
  const query = new URLSearchParams(more)
  for (const name of Object.keys(EVENT_FILTER)) {
    const value = text(name)
    if (value !== undefined) query.set(name, value)
  }
  return query.toString()
}
