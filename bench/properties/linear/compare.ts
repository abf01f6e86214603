import type { Growth } from './grow.ts'
import type { Reader } from './readers.ts'
import { runStages, SETTINGS } from './stages.ts'
import { weigh } from './weigh.ts'

/** Number of small bodies with as many bytes as one large body. They should take as long. With quadratic work they take a sixteenth. */
const TIMES = 16
const SLACK = 3
/** Two halves of a body take as long as the body, and half as long with quadratic work. */
const SLACK_OF_HALVES = 1.5
const ATTEMPTS = 6
/** Milliseconds for the largest body. Less is harmless, however it grows. */
const HARMLESS = 100
/** Milliseconds. Less cannot be measured. */
const SHORTEST = 5

/** A real item of a batch becomes some 20 times its size. */
const AMPLIFIED = 32
const FREE = 8 * 1024 * 1024

/** CPU time in milliseconds by stage. */
type Times = Map<string, number>

interface SlowStage {
  name: string
  text: string
}

interface Bounds {
  /** Milliseconds below which no stage is slow. */
  shortest: number
  slack: number
}

/** Stages whose time grows faster than the body, each with its figures. */
export function slowStages(reader: Reader, { make, deepen }: Growth, bytes: number): string[] {
  const shortest = Math.max(SHORTEST, HARMLESS * (bytes / reader.limit) ** 2)
  const small = make(bytes / TIMES)
  const bodies = Array.from({ length: TIMES }, () => small)
  const slow = compare(reader, bodies, [make(bytes)], { shortest, slack: SLACK }).filter(isSteep)
  if (deepen === undefined) return slow.map(({ text }) => text)
  const deep = compare(reader, [deepen(3, bytes)], [deepen(40, bytes)], { shortest, slack: SLACK })
  return [...slow, ...deep].map(({ text }) => text)

  /** A long text takes several times as long per byte as short ones, because the system gives it new memory. So does its half. */
  function isSteep({ name }: SlowStage): boolean {
    const half = make(bytes / 2)
    const halves = compare(reader, [half, half], [make(bytes)], { shortest, slack: SLACK_OF_HALVES })
    return halves.some((stage) => stage.name === name)
  }
}

/** The shortest of several runs counts, because of noise. One run is enough if it is fast. */
function compare(reader: Reader, one: readonly Buffer[], other: readonly Buffer[], bounds: Bounds): SlowStage[] {
  const [before, after]: [Times, Times] = [new Map(), new Map()]
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    keepShortest(before, timesOf(reader, one))
    keepShortest(after, timesOf(reader, other))
    if (tooSlow(before, after, bounds).length === 0) return []
  }
  return tooSlow(before, after, bounds)
}

function tooSlow(before: Times, after: Times, { shortest, slack }: Bounds): SlowStage[] {
  return [...after].flatMap(([name, time]) => {
    const expected = before.get(name)
    if (expected === undefined || time < shortest || time < expected * slack) return []
    return [{ name, text: `${name} takes ${time.toFixed(1)} ms in place of ${expected.toFixed(1)} ms` }]
  })
}

function keepShortest(times: Times, more: Times): void {
  for (const [name, time] of more) times.set(name, Math.min(time, times.get(name) ?? time))
}

function timesOf(reader: Reader, bodies: readonly Buffer[]): Times {
  const times: Times = new Map()
  for (const body of bodies) {
    // Caches of a body are keyed by its buffer.
    for (const { name, time } of runStages(reader, Buffer.from(body))) times.set(name, time + (times.get(name) ?? 0))
  }
  return times
}

/** Whether the readings of a body are larger than its size accounts for. */
export function isAmplified(reader: Reader, growth: Growth, bytes: number): boolean {
  const body = growth.make(bytes)
  const limit = body.length * AMPLIFIED + FREE
  const payload = reader.validate(reader.decode(body, reader.contentType), SETTINGS)
  if (payload.violations) return false
  return weigh(payload.normalize({ headers: {}, settings: SETTINGS }), limit) >= limit
}
