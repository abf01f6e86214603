import type { ProbeAnswer } from '../../ingest/probe.ts'
import type { Output } from '../output.ts'
import type { Case } from './cases.ts'
import type { Letter, Sent } from './send.ts'

export interface Result extends Sent {
  letter: Letter & { case: string }
  events: readonly { id: string; type: string; subject: string }[]
  /** What the gateway thinks of the sender. */
  verdict?: ProbeAnswer['verdict'] | 'unverified'
  reason?: string
}

const WIDTH = 100
const MOST_OF_A_REPLY = 200

export function tellCases(cases: readonly Case[], out: Output): void {
  const names = [...new Set(cases.map(({ name }) => name))]
  for (const name of names) {
    const own = cases.filter((one) => one.name === name).map((one) => one.case)
    out.tell({ channel: name, cases: own }, `${out.paint('bold', name)}\n${wrapped(own)}`)
  }
  out.say('\nSend one with: bellhook simulate whatsapp text')
}

/** Why a sender is not let in, as a sentence. */
export function why({ verdict, url }: ProbeAnswer): string {
  if (verdict === 'missing') return 'it carries no proof of its sender that the gateway knows'
  if (verdict === 'stale') return 'its timestamp is more than five minutes off: compare the clocks'
  if (verdict === 'ok') return 'the gateway would take it now'
  return `its proof was made with another secret than the gateway has, or for another URL than ${url}`
}

export function tellResult({ letter, proof, ...result }: Result, out: Output): void {
  const { url, status, reply, ms, verdict, outcome, deliveryId, reason, events } = result
  const signed = proof.length > 0 ? `with ${proof.join(', ')}` : 'unsigned: no secret for it is set here'
  const facts = [`${ms.toFixed(0)} ms`, wordFor(verdict), outcome, deliveryId].filter((fact) => fact !== undefined)
  const lines = [
    `POST ${url}  ${out.paint('bold', letter.case)}, ${signed}`,
    `  ${out.paint(status < 300 ? 'green' : 'red', String(status))} ${oneLine(reply)}`,
    `  ${facts.join(', ')}`,
    ...(reason === undefined ? [] : [`  ${out.paint('yellow', `because ${reason}`)}`]),
    ...(outcome === 'spooled' ? ['  kept on disk; its events come when the database is back'] : []),
    ...events.map(({ type, subject }) => `  ${out.paint('cyan', type)}  ${subject}`)
  ]
  out.tell({ channel: letter.name, case: letter.case, proof, ...result }, lines.join('\n'))
}

/** What many came to. */
export function summarize(results: readonly Result[], seconds: number, eventsKnown: boolean, out: Output): void {
  const statuses = counted(results.map(({ status }) => String(status)))
  const outcomes = counted(results.flatMap(({ outcome }) => outcome ?? []))
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b)
  const [p50, p99] = [rank(times, 0.5), rank(times, 0.99)]
  const events = eventsKnown ? new Set(results.flatMap(({ events }) => events.map(({ id }) => id))).size : undefined
  const rate = results.length / seconds
  const lines = [
    `\nSent ${results.length} in ${seconds.toFixed(1)} s (${rate.toFixed(0)}/s), answers after ${p50.toFixed(1)} ms (p50), ${p99.toFixed(1)} ms (p99).`,
    `Answers: ${listed(statuses)}. Outcomes: ${listed(outcomes) || 'none'}.${events === undefined ? '' : ` Events: ${events}.`}`
  ]
  out.tell({ sent: results.length, seconds, rate, p50, p99, statuses, outcomes, events }, lines.join('\n'))
}

function wordFor(verdict: Result['verdict']): string | undefined {
  if (verdict === 'ok') return 'sender proven'
  return verdict === 'unverified' ? 'sender not proven' : verdict
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

function rank(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > MOST_OF_A_REPLY ? `${line.slice(0, MOST_OF_A_REPLY)} …` : line
}

function wrapped(words: readonly string[]): string {
  const lines = ['']
  for (const word of words) {
    const last = lines.at(-1) ?? ''
    if (last.length + word.length > WIDTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last}, ${word}`
  }
  return lines.map((line) => `  ${line}`).join('\n')
}
