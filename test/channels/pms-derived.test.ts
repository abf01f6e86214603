import t from 'tap'
import { buildTestApp, SECRETS } from '../helper.ts'
import { send } from './stay.ts'

t.test('a number with its country and a (0) is the one without the zero', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [at, [phone, phoneE164]] of [
    ['+49 (0)151 12345678', '+4915112345678'],
    ['+49(0)151-12345678', '+4915112345678'],
    ['+44 (0) 20 7946 0018', '+442079460018'],
    ['+44 ( 0 ) 20 7946 0018', '+442079460018'],
    ['+44\u00a0(0)\u00a0(20) 7946.0018', '+442079460018'],
    ['+(353) (0)1 555 0123', '+35315550123'],
    // Italy keeps its zero, and writes no brackets around it.
    ['+39 06 1234 5678', '+390612345678'],
    ['+39 (06) 1234 5678', '+390612345678'],
    ['+1234567890', '+1234567890'],
    ['+1 (201) 555-0123', '+12015550123'],
    // Not behind the country code, so it is a digit like any other.
    ['+1 201 555 (0) 123', '+12015550123'],
    ['(0)151 12345678', null],
    ['+49 (0)', null]
  ].entries()) {
    await send(app, 'guests', { externalId: at, source: 'hotelier', lastName: 'Ng', phone })
    const { state } = (await app.get(`/api/guests/hotelier/${at}`)).json()
    t.match(state, { phone, phoneE164 }, String(phone))
  }
})
