import type { ProbeAnswer } from '../../ingest/probe.ts'
import type { Call } from '../command.ts'
import type { Output } from '../output.ts'
import { printable } from '../printable.ts'
import { programName } from '../program-name.ts'
import type { Case } from './cases.ts'
import type { Outgoing, Sent } from './send.ts'

export interface Result extends Sent {
  outgoing: Outgoing & { case: string }
  events: readonly { id: string; type: string; subject: string }[]
  /** How the gateway verified the sender. */
  verdict?: ProbeAnswer['verdict'] | 'unverified'
  reason?: string
}

const MOST_OF_A_REPLY = 200

export function printCases(cases: readonly Case[], { out, environ }: Pick<Call, 'out' | 'environ'>): void {
  const names = [...new Set(cases.map(({ name }) => name))]
  for (const name of names) {
    const own = cases.filter((one) => one.name === name).map((one) => one.case)
    out.result({ channel: name, cases: own }, `${out.paint('bold', name)}\n${out.wrap(own.join(', '), '  ')}`)
  }
  out.say(`\nSend one: ${programName(environ)} simulate whatsapp text`)
}

/** Why the gateway refuses a sender. */
export function explainVerification({ verdict, url }: ProbeAnswer): string {
  if (verdict === 'missing') return 'the delivery has no signature or credential that the gateway knows'
  if (verdict === 'stale') return 'its timestamp is more than five minutes off: compare the clocks'
  if (verdict === 'ok') return 'the gateway would accept it now'
  return `it was signed with another secret than the gateway has, or for another URL than ${url}`
}

export function printResult({ outgoing, signedBy, missing, ...result }: Result, out: Output): void {
  const { url, status, reply, ms, verdict, outcome, deliveryId, reason, events } = result
  const facts = [`${ms.toFixed(0)} ms`, wordFor(verdict), outcome].filter((fact) => fact !== undefined)
  const lines = [
    `POST ${url}`,
    out.wrap(`${outgoing.case}, ${signatureText({ signedBy, missing })}`, '  '),
    `  ${out.paint(status < 300 ? 'green' : 'red', String(status))} ${oneLine(reply)}`,
    `  ${facts.join(', ')}`,
    ...(deliveryId === undefined ? [] : [`  delivery ${deliveryId}`]),
    ...(reason === undefined ? [] : [out.paint('yellow', out.wrap(`because ${reason}`, '  '))]),
    ...(outcome === 'spooled' ? ['  stored on disk; its events follow when the database is back'] : []),
    ...events.map(({ type, subject }) => `  ${out.paint('cyan', type)}  ${subject}`)
  ]
  out.result({ channel: outgoing.name, case: outgoing.case, proof: signedBy, ...result }, lines.join('\n'))
}

/** Prints totals, and names every delivery that was not simply accepted. */
export function printSummary(results: readonly Result[], seconds: number, eventsKnown: boolean, out: Output): void {
  const statuses = counted(results.map(({ status }) => String(status)))
  const outcomes = counted(results.flatMap(({ outcome }) => outcome ?? []))
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b)
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)]
  const events = eventsKnown ? new Set(results.flatMap(({ events }) => events.map(({ id }) => id))).size : undefined
  const rate = results.length / seconds
  const attention = casesBy(results, ['quarantined', 'rejected'])
  const lines = [
    `\nSent ${results.length} in ${seconds.toFixed(1)} s (${rate.toFixed(0)}/s). Answers took ${p50.toFixed(1)} ms (p50), ${p99.toFixed(1)} ms (p99).`,
    `Answers: ${listed(statuses)}. Outcomes: ${listed(outcomes) || 'none'}.${events === undefined ? '' : ` Events: ${events}.`}`,
    ...Object.entries(attention).map(([outcome, names]) => `${capitalized(outcome)}: ${names.join(', ')}.`)
  ]
  const value = { sent: results.length, seconds, rate, p50, p99, statuses, outcomes, events, ...attention }
  out.result(value, lines.map((line) => out.wrap(line)).join('\n'))
}

function signatureText({ signedBy, missing }: Pick<Sent, 'signedBy' | 'missing'>): string {
  if (signedBy.length > 0) return `signed with ${signedBy.join(', ')}`
  return missing.length === 0
    ? 'not signed: this endpoint has no secret'
    : `not signed: ${missing.join(' or ')} is not set`
}

function wordFor(verdict: Result['verdict']): string | undefined {
  if (verdict === 'ok') return 'sender verified'
  return verdict === 'unverified' ? 'sender not verified' : verdict
}

function casesBy(results: readonly Result[], outcomes: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const wanted of outcomes) {
    const matching = results.filter(({ outcome }) => outcome === wanted)
    const names = new Set(matching.map(({ outgoing }) => `${outgoing.name} ${outgoing.case}`))
    if (names.size > 0) found[wanted] = [...names]
  }
  return found
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function listed(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([word, count]) => `${count} × ${word}`)
    .join(', ')
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0
}

function oneLine(text: string): string {
  const line = printable(text.replace(/\s+/g, ' ').trim())
  return line.length > MOST_OF_A_REPLY ? `${line.slice(0, MOST_OF_A_REPLY)} …` : line
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
