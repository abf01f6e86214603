import { channels } from '../../plugins/index.ts'
import { type Call, Misuse, type Option } from './command.ts'

/** Options of every command that reads events. */
export const EVENT_FILTER: Readonly<Record<string, Option>> = {
  channel: { value: 'NAME', help: 'only of this channel: whatsapp, sms, pms' },
  type: { value: 'TYPE', help: 'only of this type, e.g. message.received' },
  source: { value: 'NAME', help: 'only of this source, e.g. twilio, mews' },
  entity: { value: 'SUBJECT', help: 'only about this thing, e.g. reservation/res-456' }
}

/** The channel that was asked for. Throws `Misuse` for one that there is not, or one would wait for it for ever. */
export function chosenChannel({ text }: Pick<Call, 'text'>): string | undefined {
  const channel = text('channel')
  const names = channels.map(({ name }) => name)
  if (channel === undefined || names.includes(channel)) return channel
  throw new Misuse(`there is no channel "${channel}"; there are ${names.join(', ')}. A hotel system is a --source`)
}

/** The query for them, with what else is to be in it. */
export function eventQuery({ text }: Pick<Call, 'text'>, more: Readonly<Record<string, string>> = {}): string {
  chosenChannel({ text })
  const query = new URLSearchParams(more)
  for (const name of Object.keys(EVENT_FILTER)) {
    const value = text(name)
    if (value !== undefined) query.set(name, value)
  }
  return query.toString()
}
