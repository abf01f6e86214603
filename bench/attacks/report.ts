import { machine } from '../machine.ts'
import type { Bounds } from './bounds.ts'
import type { Case } from './cases.ts'
import type { Outcome } from './stage.ts'

export interface Row {
  name: string
  what: string
  isControl: boolean
  failed: boolean
  /** `holds`, or what did not hold. For a control: what the harness noticed. */
  result: string
  seconds: number
  outcome: Outcome | undefined
}

/** Judges a case. A control that violates none of its expected conditions has failed: its attack does no harm. */
export function toRow({ name, what, isControl, expected }: Case, outcome: Outcome, seconds: number): Row {
  const { violations } = outcome
  const base = { name, what, isControl, seconds, outcome }
  const sentences = violations.map(({ condition, text }) => `${condition}: ${text}`)
  if (!isControl) return { ...base, failed: violations.length > 0, result: sentences.join('; ') || 'holds' }
  const at = violations.findIndex(({ condition }) => expected.includes(condition))
  const result = at === -1 ? `DID NO HARM, only: ${sentences.join('; ') || 'nothing'}` : `noticed: ${sentences[at]}`
  return { ...base, failed: at === -1, result }
}

/** One line for the terminal. */
export function lineOf({ name, result, seconds, outcome }: Row): string {
  const figures = outcome === undefined ? '' : `${cells(outcome).join(' / ')}: `
  const lag =
    outcome === undefined || outcome.harnessLagMs < LAG_MS ? '' : ` (harness held up ${outcome.harnessLagMs} ms)`
  return `${name.padEnd(32)}${figures}${result}${lag}, ${seconds} s`
}

/** Above this delay, the harness may be what is slow, and not the gateway. */
const LAG_MS = 300

const COLUMNS = ['healthz ms', 'ack ms', 'feed ms', 'RSS MB']

/** The table for docs/reliability.md, and below it what each attack does. The lines of the table stay under 100 characters. */
export function toMarkdown(rows: readonly Row[]): string {
  const head = ['Attack', ...COLUMNS, 'Result']
  const lines = rows.map(({ name, outcome, result }) => {
    const figures = outcome === undefined ? COLUMNS.map(() => '') : cells(outcome)
    return [name, ...figures, shortened(result)]
  })
  const rule = ['---', ...COLUMNS.map(() => '--:'), '---']
  const table = [head, rule, ...lines].map((line) => `| ${line.join(' | ')} |\n`).join('')
  return `${table}\n${rows.map(({ name, what }) => `- \`${name}\`: ${what}\n`).join('')}`
}

const LONGEST_RESULT = 36

function shortened(result: string): string {
  const [line = ''] = result.replaceAll('|', '/').split('\n')
  return line.length <= LONGEST_RESULT ? line : `${line.slice(0, LONGEST_RESULT - 1)}…`
}

export function toJson(rows: readonly Row[], bounds: Bounds, postgres: string): string {
  const attacks = rows.map(({ outcome, ...row }) => {
    const { figures, ...rest } = outcome ?? {}
    return {
      ...row,
      ...rest,
      ...(figures && {
        ...figures,
        healthFailures: Object.fromEntries(figures.healthFailures),
        ackFailures: Object.fromEntries(figures.ackFailures)
      })
    }
  })
  return `${JSON.stringify({ ...machine(), postgres, bounds, attacks }, null, 2)}\n`
}

function cells({ figures: { healthMs, ackMs, feedMs, rssMb } }: Outcome): string[] {
  return [healthMs, ackMs, feedMs, rssMb].map((figure) => Math.round(figure).toLocaleString('en'))
}
