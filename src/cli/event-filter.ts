import type { Call, Option } from './command.ts'

/** Options of every command that reads events. */
export const EVENT_FILTER: Readonly<Record<string, Option>> = {
  channel: { value: 'NAME', help: 'only of this channel: whatsapp, sms, pms' },
  type: { value: 'TYPE', help: 'only of this type, e.g. message.received' },
  source: { value: 'NAME', help: 'only of this source, e.g. twilio, mews' },
  entity: { value: 'SUBJECT', help: 'only about this thing, e.g. reservation/res-456' }
}

/** The query for them, with what else is to be in it. */
export function eventQuery({ text }: Pick<Call, 'text'>, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(more)
  for (const name of Object.keys(EVENT_FILTER)) {
    const value = text(name)
    if (value !== undefined) query.set(name, value)
  }
  return query.toString()
}
