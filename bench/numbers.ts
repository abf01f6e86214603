import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { e164 } from '../src/contract/phone-number.ts'
import type { BenchCluster } from './fixture.ts'
import { median } from './measure.ts'
import type { Report } from './report.ts'

const CALLS = 100_000
const NUMBERS = ['4915112345009', '12025550123', '525512345678', '447911123456', '393331234567', '919812345678']

/** CPU time of a phone number as WhatsApp and Twilio send it, with and without parsing it. */
export async function numbers(_cluster: BenchCluster, report: Report): Promise<void> {
  const ways = {
    e164,
    'libphonenumber alone': (number: string) => parsePhoneNumberFromString(`+${number}`)?.isPossible()
  }
  for (const [name, parse] of Object.entries(ways)) {
    const figures = Array.from({ length: report.rounds }, () => microseconds(parse))
    report.figure(`phone number: ${name}, µs`, median(figures), name === 'e164' ? { atMost: 3 } : {})
  }
}

function microseconds(parse: (number: string) => unknown): number {
  const before = process.cpuUsage()
  for (let call = 0; call < CALLS; call++) parse(NUMBERS[call % NUMBERS.length] ?? '')
  return process.cpuUsage(before).user / CALLS
}
