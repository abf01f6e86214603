import { machine } from '../machine.ts'
import type { Bounds } from './bounds.ts'
import type { Case } from './cases.ts'
import type { Outcome } from './stage.ts'

export interface Row {
  name: string
  what: string
  isControl: boolean
  failed: boolean
  /** In words: `holds`, or what did not hold; of a control, what was noticed. */
  result: string
  seconds: number
  outcome: Outcome | undefined
}

/** What a case has shown. A control that violates nothing of what is expected has failed: the harness would miss the attack. */
export function toRow({ name, what, isControl, expected }: Case, outcome: Outcome, seconds: number): Row {
  const { violations } = outcome
  const base = { name, what, isControl, seconds, outcome }
  const sentences = violations.map(({ condition, text }) => `${condition}: ${text}`)
  if (!isControl) return { ...base, failed: violations.length > 0, result: sentences.join('; ') || 'holds' }
  const at = violations.findIndex(({ condition }) => expected.includes(condition))
  const result = at === -1 ? `NOT NOTICED, only: ${sentences.join('; ') || 'nothing'}` : `noticed: ${sentences[at]}`
  return { ...base, failed: at === -1, result }
}

/** One line, for the terminal. */
export function lineOf({ name, result, seconds, outcome }: Row): string {
  const figures = outcome === undefined ? '' : `${cells(outcome).join(' / ')}: `
  const lag =
    outcome === undefined || outcome.harnessLagMs < LAG_MS ? '' : ` (harness held up ${outcome.harnessLagMs} ms)`
  return `${name.padEnd(32)}${figures}${result}${lag}, ${seconds} s`
}

/** Above it, the harness and not the gateway may be what is slow. */
const LAG_MS = 300

const COLUMNS = ['worst `/healthz`, ms', 'worst acknowledgement, ms', 'worst feed delay, ms', 'highest RSS, MB']

export function toMarkdown(rows: readonly Row[]): string {
  const head = ['Attack', ...COLUMNS, 'Result']
  const lines = rows.map(({ what, outcome, result }) => {
    const figures = outcome === undefined ? COLUMNS.map(() => '') : cells(outcome)
    return [what, ...figures, result.replaceAll('|', '\\|').split('\n')[0] ?? '']
  })
  return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |\n`).join('')
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
