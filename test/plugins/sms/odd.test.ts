import t from 'tap'
import { buildTestApp } from '../../support/test-app.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('a guest without a sender, and a parameter with two values, leave a trace in the event', async (t) => {
  const app = await buildTestApp(t)
  for (const [body, path, message] of [
    ['MessageSid=SM1&Body=Hi', 'From', { from: null, text: 'Hi', extra: undefined }],
    [
      'MessageSid=SM2&From=%2B33600000011&Body=a&Body=b',
      'Body',
      { from: '+33600000011', text: null, extra: { Body: ['a', 'b'] } }
    ]
  ] as const) {
    await app.post('/webhooks/sms', body, FORM)
    const { outcome, problems } = (await app.deliveries()).at(-1) ?? {}
    t.strictSame([outcome, problems?.map((problem) => problem.path)], ['quarantined', [path]])
    const { type, data } = (await app.events()).at(-1) ?? {}
    const { from, text, extra } = data?.['message'] as Record<string, unknown>
    t.strictSame([type, { from, text, extra }], ['message.received', message])
  }
  await app.post('/webhooks/sms', 'MessageSid=SM3', FORM)
  t.equal((await app.events()).length, 2, 'nobody wrote anything')
})

t.test('text is decoded as declared, or refused', async (t) => {
  const app = await buildTestApp(t)
  const json = Buffer.from(JSON.stringify({ MessageSid: 'SM1', From: '+33600000011', Body: 'Jürgen' }), 'latin1')
  await app.post('/webhooks/sms', json, { 'content-type': 'application/json; charset=iso-8859-1' })
  t.equal(((await app.events()).at(-1)?.data['message'] as { text: string }).text, 'Jürgen')
  const form = 'MessageSid=SM2&From=%2B33600000011&Body=J%FCrgen'
  const reply = await app.post('/webhooks/sms', form, { 'content-type': `${FORM['content-type']}; charset=latin1` })
  t.strictSame([reply.statusCode, reply.json().error.code], [415, 'UNSUPPORTED_BODY'])
  t.equal((await app.events()).length, 1)
})
