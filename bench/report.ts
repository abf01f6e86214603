import { writeFileSync } from 'node:fs'
import { machine } from './machine.ts'

export interface Bound {
  atLeast?: number
  atMost?: number
}

export interface Report {
  rounds: number
  seconds: number
  overloadSeconds: number
  /** Folder of an earlier build to compare with. */
  against: string | undefined
  progress(what: string): void
  figure(name: string, value: number, bound?: Bound): void
  /** Prints the table, writes the JSON, and returns how many figures miss their bound. */
  end(file: string, database: string): number
}

interface Figure extends Bound {
  name: string
  value: number
  holds: boolean
}

export function createReport(options: Pick<Report, 'rounds' | 'seconds' | 'overloadSeconds' | 'against'>): Report {
  const figures: Figure[] = []
  return {
    ...options,
    progress: (what) => void process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${what}` : `${what}\n`),
    figure(name, value, bound = {}) {
      const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = bound
      figures.push({ name, value, ...bound, holds: value >= atLeast && value <= atMost })
    },
    end(file, database) {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
      const width = Math.max(...figures.map(({ name }) => name.length))
      for (const { name, value, atLeast, atMost, holds } of figures) {
        const bound = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : ''
        const verdict = bound === '' ? '' : `${bound}${holds ? '' : '   MISSED'}`
        process.stdout.write(`${name.padEnd(width)}  ${format(value).padStart(12)}  ${verdict}\n`)
      }
      writeFileSync(file, `${JSON.stringify({ ...machine(), postgresql: database, ...options, figures }, null, 2)}\n`)
      return figures.filter(({ holds }) => !holds).length
    }
  }
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
}
