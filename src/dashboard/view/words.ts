import type { Outcome } from '../../../schemas/event.ts'
import type { Tone } from './parts.tsx'

// The words of the pages for the words of the interface.

export const OUTCOME_WORDS: Readonly<Record<Outcome, { word: string; tone: Tone }>> = {
  accepted: { word: 'Accepted', tone: 'ok' },
  duplicate: { word: 'Duplicate', tone: 'soft' },
  quarantined: { word: 'Quarantined', tone: 'warn' },
  rejected: { word: 'Rejected', tone: 'bad' }
}

const NAMES: Readonly<Record<string, string>> = {
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  pms: 'Hotel system',
  twilio: 'Twilio'
}

/** A channel, a source, or a kind of account: `whatsapp` is WhatsApp. */
export function nameOf(word: string): string {
  return NAMES[word] ?? capitalized(word)
}

/** `reservation.updated` is Reservation updated. */
export function eventWords(type: string): string {
  return /^[a-z_]+\.[a-z_]+$/.test(type) ? capitalized(type.replace('.', ' ').replaceAll('_', ' ')) : type
}

/** `unknown_type` is Unknown type. */
export function capitalized(word: string): string {
  const text = word.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? singular : plural}`
}
