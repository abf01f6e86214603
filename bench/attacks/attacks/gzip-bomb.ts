import { gzipSync } from 'node:zlib'
import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { MIB } from '../bodies.ts'

const LANES = 4

export const gzipBomb: Attack = {
  name: 'gzip-bomb',
  what: 'signed bodies of 4 MB that gzip would inflate to 3.8 GB',
  async run({ repeat, post }) {
    // A gzip stream may have several members: 60 times 64 MiB in 4 MB.
    const bomb = Buffer.concat(new Array(60).fill(gzipSync(Buffer.alloc(64 * MIB))))
    const deviation = { path: '/webhooks/pms/guests', headers: 'content-encoding: gzip\r\n' }
    await repeat(LANES, () => post('pms', bomb, deviation))
  },
  control: {
    without: 'bounds of decoding',
    violates: ['memory', 'process', 'healthz', 'requests'],
    limits: {
      // The framework takes integers only.
      http: { bodyBytes: 4096 * MIB, bodiesBytes: UNBOUNDED },
      decoding: { ratio: UNBOUNDED, totalBytes: UNBOUNDED }
    }
  }
}
