import fc from 'fast-check'
import t from 'tap'
import { toUtc } from '../../schemas/common.ts'
import { fromDatabase } from '../../src/db/instant.ts'

t.test('an instant of PostgreSQL is the same instant in RFC 3339', async (t) => {
  for (const [instant, expected] of [
    ['2024-03-15 14:00:00+00', '2024-03-15T14:00:00.000Z'],
    ['2024-03-15 14:00:00.5+00', '2024-03-15T14:00:00.500Z'],
    ['2024-03-15 14:00:00.123456+00', '2024-03-15T14:00:00.123456Z'],
    ['2024-03-15 14:00:00.000001+00', '2024-03-15T14:00:00.000001Z'],
    ['2024-03-15 14:00:00.12+02', '2024-03-15T12:00:00.120Z'],
    ['2024-03-15T14:00:00Z', '2024-03-15T14:00:00.000Z'],
    ['10000-01-01 00:00:00+00', '10000-01-01T00:00:00+00:00'],
    ['0044-03-15 12:00:00+00 BC', '0044-03-15T12:00:00+00 BC']
  ] as const) {
    t.equal(fromDatabase(instant), expected, instant)
  }
})

t.test('it is what toUtc makes of the same text', async (t) => {
  const date = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true
  })
  await fc.assert(
    fc.asyncProperty(date, fc.nat(999_999), async (at, micros) => {
      const whole = at.toISOString().slice(0, 19)
      const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`
      t.equal(fromDatabase(`${whole.replace('T', ' ')}${fraction}+00`), toUtc(`${whole}${fraction}Z`))
    })
  )
})
