import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { seeded } from '../../../bench/properties/random.ts'
import { redact } from '../../../src/ingest/redaction/redact.ts'
import { ROOT } from '../../support/root.ts'
import { message } from './cards.ts'

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const NUMBERS = 100_000

t.test('of random numbers with 16 digits in a text, at most 3 % are redacted', async (t) => {
  const random = seeded(17)
  for (const [name, write] of Object.entries({
    'no digit before': (digits: string) => `my number is ${digits}, thanks`,
    'in groups': (digits: string) => `my number is ${digits.replace(/(\d{4})(?=\d)/g, '$1 ')}, thanks`
  })) {
    let redacted = 0
    for (let count = 0; count < NUMBERS; count++) {
      const digits = [1 + random(9), ...Array.from({ length: 15 }, () => random(10))].join('')
      const body = message(write(digits))
      if (redact(body, JSON_TYPE) !== body) redacted++
    }
    t.ok(redacted / NUMBERS <= 0.03, `${name}: ${((redacted / NUMBERS) * 100).toFixed(2)} %`)
  }
})

t.test('of times, ids of Meta and Twilio, and phone numbers none is redacted', async (t) => {
  const random = seeded(18)
  const digits = (length: number) => Array.from({ length }, () => random(10)).join('')
  const hex = (length: number) => Array.from({ length }, () => random(16).toString(16)).join('')
  // Twelve digits at most but for Germany and Austria, which have one more.
  const phones = () => [`1${digits(10)}`, `44${digits(10)}`, `49${digits(11)}`, `43${digits(11)}`, `55${digits(11)}`]
  for (let round = 0; round < 3_000; round++) {
    const second = 1_600_000_000 + random(400_000_000)
    const texts = [
      ...[second, `${second}${digits(3)}`, `${second}${digits(6)}`, `${second}${digits(9)}`],
      ...phones(),
      ...phones().map((phone) => `+${phone}`),
      ...phones().map((phone) => `+${phone.replace(/(\d\d)(\d{3})(\d{4})(\d+)/, '$1 $2 $3 $4')}`),
      ...phones().map((phone) => `+${phone.replace(/(\d\d)(\d{3})(\d{4})(\d+)/, '$1-$2-$3-$4')}`),
      ...[`1${digits(14)}`, `SM${hex(32)}`, `AC${hex(32)}`, hex(64)],
      `wamid.${Buffer.from(digits(40)).toString('base64')}`,
      `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      `https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${digits(16)}&ext=${second}`
    ]
    const body = message(texts.join(', '))
    if (redact(body, JSON_TYPE) !== body) t.equal(redact(body, JSON_TYPE).toString(), body.toString())
    const id = digits(16)
    const fields = { id, from: id, wa_id: id, timestamp: id, media_id: id, phone_number_id: id, reference: id }
    for (const [type, text] of [
      [JSON_TYPE, JSON.stringify(fields)],
      [FORM, new URLSearchParams(fields).toString()]
    ] as const) {
      const named = Buffer.from(text)
      if (redact(named, type) !== named) t.equal(redact(named, type).toString(), text)
    }
  }
  t.pass('none is')
})

t.test('valid IBANs stay, in groups and without', async (t) => {
  const random = seeded(19)
  for (let round = 0; round < 5_000; round++) {
    // Banks in Hesse have codes that begin like a Mastercard number.
    const account = `5${1 + random(5)}${Array.from({ length: 16 }, () => random(10)).join('')}`
    const remainder = [...`${account}131400`].reduce((left, digit) => (left * 10 + Number(digit)) % 97, 0)
    const iban = `DE${String(98 - remainder).padStart(2, '0')}${account}`
    const body = message(`${iban} or ${iban.replace(/(.{4})(?=.)/g, '$1 ')}`)
    if (redact(body, JSON_TYPE) !== body) t.equal(redact(body, JSON_TYPE).toString(), body.toString())
  }
  t.pass('all do')
})

t.test('the number of a WebRTC session stays', async (t) => {
  const session = ['4611731400430051336', '4111111111111111', '4000000000000000006']
  for (const number of session) {
    const sdp = `v=0\r\no=- ${number} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio\r\n`
    const body = Buffer.from(JSON.stringify({ session: { sdp_type: 'offer', sdp } }))
    t.equal(redact(body, JSON_TYPE), body, number)
  }
  const guest = message('o=- 4111111111111111 2 IN IP7')
  t.not(redact(guest, JSON_TYPE), guest, 'anything else on such a line does not count')
})

t.test('no payload of a provider is changed', async (t) => {
  const folder = join(ROOT, 'test/fixtures')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
  const payloads = files.filter((file) => statSync(file).isFile())
  t.ok(payloads.length > 100)
  for (const file of payloads) {
    const body = readFileSync(file)
    t.equal(redact(body, file.endsWith('.json') ? JSON_TYPE : FORM), body, file)
  }
})
