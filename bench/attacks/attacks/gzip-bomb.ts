import { gzipSync } from 'node:zlib'
import type { Attack } from '../attack.ts'
import { MIB } from '../bodies.ts'

const LANES = 4

/** The gateway takes no content encoding. It keeps such a body as it is, and answers 400 or 415. */
export const gzipBomb: Attack = {
  name: 'gzip-bomb',
  what: 'signed bodies of 4 MB that gzip would inflate to 3.8 GB',
  async run({ repeat, post }) {
    // Members of a gzip stream can follow one another: 60 times 64 MiB in 4 MB.
    const bomb = Buffer.concat(new Array(60).fill(gzipSync(Buffer.alloc(64 * MIB))))
    const deviation = { path: '/webhooks/pms/guests', headers: 'content-encoding: gzip\r\n' }
    await repeat(LANES, () => post('pms', bomb, deviation))
  },
  control: {
    without: 'a refusal of content encodings',
    violates: ['memory', 'process', 'healthz', 'requests'],
    plant: 'inflating-reader'
  }
}
