import validator from 'card-validator'
import creditCardType from 'credit-card-type'
import fc from 'fast-check'
import t from 'tap'
import { redact } from '../../../src/ingest/redaction/redact.ts'
import { CALLED_CARDS, CARDS, checkDigit, message } from './cards.ts'

const isRedacted = (text: string) => !redact(message(text), 'application/json').equals(message(text))

t.test('the numbers that networks publish are redacted, and with another check digit they are not', async (t) => {
  for (const [network, numbers] of Object.entries(CARDS)) {
    for (const number of numbers) {
      t.ok(isRedacted(number), `${network} ${number}`)
      const other = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
      t.notOk(isRedacted(other), `${network} ${other}`)
    }
  }
})

t.test('numbers of ranges that others use too are redacted only where they are called a card', async (t) => {
  for (const number of CALLED_CARDS) {
    t.notOk(isRedacted(number), number)
    for (const word of [
      'card',
      'Kreditkarte',
      'carte',
      'carta',
      'tarjeta',
      'cartão',
      'kart',
      'карта',
      '卡',
      'カード'
    ]) {
      t.ok(isRedacted(`${word} ${number}`), `${word} ${number}`)
    }
    t.notOk(isRedacted(`my card, as I have written in my last mail, has the number ${number}`), 'too far away')
    const fields = [{ cardNumber: number }, { pan: number }, { card: { number } }, { card: { number: Number(number) } }]
    for (const body of fields.map((field) => Buffer.from(JSON.stringify(field)))) {
      t.not(redact(body, 'application/json'), body, body.toString())
    }
  }
})

t.test('what card-validator takes for a card is one where it is called a card', async (t) => {
  const types = Object.values(creditCardType.types).map((type) => creditCardType.getTypeInfo(type))
  const prefix = fc
    .constantFrom(...types.flatMap(({ patterns, lengths }) => patterns.map((pattern) => ({ pattern, lengths }))))
    .chain(({ pattern, lengths }) => {
      const [first = 0, last = first] = typeof pattern === 'number' ? [pattern] : pattern
      return fc.tuple(fc.integer({ min: first, max: last }), fc.constantFrom(...lengths))
    })
  const number = fc.tuple(prefix, fc.stringMatching(/^\d{19}$/)).map(([[first, length], rest]) => {
    const digits = `${first}${rest}`.slice(0, length - 1)
    return digits + checkDigit(digits)
  })
  fc.assert(
    fc.property(number, (digits) => {
      const { card, isValid } = validator.number(digits, { luhnValidateUnionPay: true })
      // Fourteen and fifteen digits have never been issued.
      const isOfUs = card?.type !== 'unionpay' || digits.length > 15
      if (isValid && isOfUs) t.ok(isRedacted(`card ${digits}`), `${card?.type} ${digits}`)
    }),
    { numRuns: 3_000 }
  )
})

t.test('no number passes without the check digit that card-validator calculates', async (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[2-6]\d{12,18}$/), (digits) => {
      if (isRedacted(digits)) t.equal(checkDigit(digits.slice(0, -1)), Number(digits.at(-1)), digits)
    }),
    { numRuns: 5_000 }
  )
})

t.test('a UnionPay number without a check digit is redacted where it is called a card', async (t) => {
  for (const number of ['6212345678901231', '62123456789012340', '6212345678901234567']) {
    t.ok(isRedacted(`card ${number}`), number)
    t.notOk(isRedacted(number), number)
  }
})
