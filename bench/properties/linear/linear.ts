import { type Random, seeded } from '../random.ts'
import { type Report, type Say, tally } from '../report.ts'
import { isAmplified, slowStages } from './compare.ts'
import { type Growth, growBoth, growForm, growJson } from './grow.ts'
import { growBothXml, growXml } from './grow-xml.ts'
import { type Reader, readers } from './readers.ts'

interface Options {
  seed?: number
  /** Bytes of the large bodies. Default: the limit of the route. */
  bytes?: number
  /** Default: every route. */
  of?: readonly Reader[]
  /** Ends at so many failures. */
  most?: number
}

/**
 * Bodies in which one field, list, set of unknown fields, or nesting grows: each stage has to take time in proportion to the size.
 * And bodies in which two of them grow: their readings must not be larger than in proportion.
 */
export async function linear(size: number, say: Say, options: Options = {}): Promise<Report> {
  const { seed = Date.now() >>> 0, bytes = Number.POSITIVE_INFINITY, of = readers(), most = 20 } = options
  say(`linear: ${size} with seed ${seed}`)
  const failures: string[] = []
  const { add, counts } = tally()
  for (let at = 0; at < size && failures.length < most; at++) {
    const random = seeded(seed + at)
    const reader = of[at % of.length]
    if (reader === undefined) break
    const growth = grow(reader, random)
    const what = slowStages(reader, growth, Math.min(bytes, reader.limit) - 16 * 1024)
    for (const one of what) failures.push(`case ${at}, ${reader.name} ${growth.name}: ${one}`)
    add(`${reader.name}: grown`)
    const both = growTwo(reader, random)
    if (both !== undefined) {
      add(`${reader.name}: two grown at once`)
      if (isAmplified(reader, both, 256 * 1024)) failures.push(`case ${at}, ${reader.name} ${both.name}: is amplified`)
    }
    if (at % 100 === 99) say(`linear: ${at + 1} of ${size}, ${failures.length} failures`)
  }
  return { failures, counts: counts() }
}

/** One of the ways in which a body of a route can grow. */
export function grow(reader: Reader, random: Random): Growth {
  const sample = random.of(reader.samples)
  if (reader.form === 'json') return growJson(sample, random)
  return reader.form === 'xml' ? growXml(String(sample), random) : growForm(Object(sample), random)
}

/** Two places of a body that grow at once. Undefined: the body has no such places. */
function growTwo(reader: Reader, random: Random): Growth | undefined {
  const sample = random.of(reader.samples)
  if (reader.form === 'form') return undefined
  return reader.form === 'xml' ? growBothXml(String(sample), random) : growBoth(sample, random)
}
