import t from 'tap'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const NUMBER = '4930901820'
const BSUID = 'FR.5520001'
const lea = { phone: '+33600000011', waId: '33600000011', userId: BSUID, username: 'lea' }

t.test('a number that the guest shares on request has its country code, with or without a plus', async (t) => {
  const app = await buildTestApp(t)
  const phones = [
    { phone: '4799000011' },
    { phone: 4799000011 },
    { phone: '0150 998877' },
    { phone: '12' },
    { phone: '+47 99 00 00 11' },
    { phone: '47 99 00 00 11', wa_id: BSUID }
  ]
  const shared = { from: '4799000011', type: 'contacts', timestamp: '1764061200' }
  await send(app, 'messages', {
    messages: [
      { ...shared, id: 'wamid.a', contacts: [{ phones, origin: 'contact_request' }] },
      { ...shared, id: 'wamid.b', origin: 'contact_request', contacts: [{ phones: [{ phone: '4799000011' }] }] },
      { ...shared, id: 'wamid.c', contacts: [{ phones: [{ phone: '4799000011' }], origin: 'other' }] }
    ]
  })
  t.strictSame(
    (await messages(app)).map(({ contacts }) => contacts[0].phones.map((one: { phone: unknown }) => one.phone)),
    [['+4799000011', '+4799000011', null, null, '+4799000011', '+4799000011'], ['+4799000011'], [null]]
  )
  t.strictSame(
    (await messages(app))[0]?.contacts[0].phones.map((one: { raw: unknown }) => one.raw),
    ['4799000011', '4799000011', '0150 998877', '12', '+47 99 00 00 11', '47 99 00 00 11'],
    'what is no number keeps its text'
  )
  t.strictSame(
    (await messages(app)).map(({ origin }) => origin),
    [undefined, 'contact_request', undefined]
  )
})

t.test('a single contact is the person of items that name none, of two nobody is guessed', async (t) => {
  const app = await buildTestApp(t)
  const contacts = [{ profile: { name: 'Lea', username: 'lea' }, wa_id: '33600000011', user_id: BSUID }]
  const { type, timestamp, text } = message('wamid.x', {})
  const image = { type: 'image', timestamp, image: { id: '5', mime_type: 'image/png' } }
  await send(app, 'messages', {
    contacts,
    messages: [
      { id: 'wamid.a', type, timestamp, text },
      { id: 'wamid.b', ...image }
    ],
    statuses: [{ id: 'wamid.s', status: 'read', timestamp }]
  })
  await send(app, 'calls', { contacts, calls: [{ id: 'wacid.a', event: 'connect', to: NUMBER }] })
  await send(app, 'smb_message_echoes', {
    contacts,
    message_echoes: [{ id: 'wamid.e', from: NUMBER, type, timestamp, text }]
  })
  const events = await app.events()
  t.strictSame(
    events.map(({ data }) => personIn(data)),
    [lea, lea, lea, lea, lea]
  )
  t.strictSame(
    events.map(({ data }) => Object(data['message'] ?? data['call']).contactName),
    ['Lea', 'Lea', undefined, 'Lea', 'Lea']
  )

  await send(app, 'messages', { contacts: [...contacts, { wa_id: '4799000011' }], messages: [message('wamid.c', {})] })
  const last = (await app.events()).at(-1)
  t.strictSame(Object(last?.data['message']).sender, { phone: null, waId: null, userId: null })
  t.strictSame(
    (await app.deliveries('outcome=quarantined')).map(({ problems }) => problems),
    [[{ path: '/entry/0/changes/0/value/messages/0', problem: 'names no sender' }]]
  )
})

t.test('a business-scoped id is never a number, whatever field it is in', async (t) => {
  const app = await buildTestApp(t)
  const guest = { phone: null, waId: null, userId: BSUID }
  const contacts = [{ profile: { name: 'Lea' }, wa_id: BSUID }]
  const preference = { category: 'marketing_messages', value: 'stop', timestamp: 1764061200 }
  await send(app, 'messages', { contacts, messages: [message('wamid.a', { from: BSUID })] })
  await send(app, 'messages', { statuses: [{ id: 'wamid.s', status: 'sent', recipient_id: BSUID }] })
  await send(app, 'calls', { calls: [{ id: 'wacid.a', event: 'connect', from: BSUID, to: NUMBER }] })
  await send(app, 'calls', { statuses: [{ id: 'wacid.b', status: 'RINGING', recipient_id: BSUID }] })
  await send(app, 'user_preferences', { user_preferences: [{ ...preference, wa_id: BSUID }] })
  await send(app, 'smb_app_state_sync', { state_sync: [{ contact: { phone_number: BSUID }, action: 'add' }] })
  await send(app, 'history', {
    history: [{ threads: [{ id: BSUID, messages: [message('wamid.h', { from: BSUID })] }] }]
  })
  await send(app, 'standby', { standby: { messages: [message('wamid.o', { from: BSUID })] } })
  await send(app, 'messaging_handovers', { recipient: { phone_number_id: '1' }, sender: { phone_number: BSUID } })
  const events = await app.events()
  t.strictSame(
    events.map(({ data }) => personIn(data)),
    events.map(() => guest)
  )
  t.equal(events.length, 9)
  t.equal(Object(events[0]?.data['message']).contactName, 'Lea')
  t.equal(events[4]?.subject, `contact/${BSUID}`)

  const parent = 'FR.ENT.118'
  await send(app, 'messages', {
    messages: [message('wamid.p', { from: '33600000011', from_user_id: parent, from_parent_user_id: undefined })]
  })
  await send(app, 'messages', { messages: [message('wamid.q', { from_user_id: '33600000011' })] })
  t.strictSame(
    (await messages(app)).slice(-2).map(({ sender }) => sender),
    [
      { phone: '+33600000011', waId: '33600000011', userId: null, parentUserId: parent },
      { phone: '+33600000011', waId: '33600000011', userId: null }
    ]
  )
})

t.test(
  'a business-scoped id is no number in payments, actions, groups, echoes, and changes of a contact',
  async (t) => {
    const app = await buildTestApp(t)
    const guest = { phone: null, waId: null, userId: BSUID }
    const payment = { reference_id: 'r', amount: { value: 100, offset: 100 }, currency: 'INR' }
    const group = { recipient_id: 'group-1', recipient_type: 'GROUP' }
    const asked = { group_id: 'g', type: 'group_join_request_created', join_request_id: 'j' }
    await send(app, 'messages', {
      statuses: [{ id: 'wamid.p', status: 'captured', type: 'payment', recipient_id: BSUID, payment }]
    })
    await send(app, 'messages', { user_actions: [{ action_type: 'x', wa_id: BSUID }] })
    await send(app, 'messages', {
      statuses: [{ ...group, id: 'wamid.g', status: 'read', participant_recipient_id: BSUID }]
    })
    await send(app, 'group_participants_update', { groups: [{ ...asked, wa_id: BSUID }] })
    await send(app, 'message_echoes', { message_echoes: [message('wamid.e', { from: NUMBER, to: BSUID })] })
    const system = { type: 'user_changed_number', wa_id: BSUID, body: 'x' }
    await send(app, 'messages', { messages: [{ id: 'wamid.s', from: BSUID, type: 'system', system }] })
    const people = (await app.events()).map(({ data }) => {
      const { payer, person, participant, recipient, contactChange, groupId } = Object(Object.values(data)[0])
      return contactChange ?? payer ?? person ?? (groupId === undefined ? recipient : { participant, recipient })
    })
    const nobody = { phone: null, waId: null, userId: null }
    const change = { kind: 'user_changed_number', previous: guest, current: guest }
    t.strictSame(people, [guest, guest, { participant: guest, recipient: nobody }, guest, guest, change])
  }
)

t.test('the recipient of a status is known as well as the sender of a message', async (t) => {
  const app = await buildTestApp(t)
  const delivered = { status: 'delivered', timestamp: '1764061200', recipient_id: '33600000011' }
  const profile = { name: 'Lea', username: 'lea' }
  const statuses = [{ ...delivered, id: 'wamid.a' }]
  await send(app, 'messages', { contacts: [{ profile, wa_id: '33600000011', user_id: BSUID }], statuses })
  await send(app, 'messages', { contacts: [{ profile, user_id: BSUID }], statuses: [{ ...delivered, id: 'wamid.b' }] })
  await send(app, 'standby', {
    standby: {
      contacts: [{ profile, wa_id: '33600000011', user_id: BSUID }],
      statuses: [{ ...delivered, id: 'wamid.c' }]
    }
  })
  await send(app, 'calls', {
    contacts: [{ profile, user_id: BSUID }],
    statuses: [{ id: 'wacid.a', status: 'RINGING', recipient_id: '33600000011' }]
  })
  t.strictSame(
    (await app.events()).map(({ data }) => personIn(data)),
    [lea, lea, lea, lea]
  )

  const both = await buildTestApp(t)
  const other = { phone: '+4799000011', waId: '4799000011', userId: 'NO.7' }
  await send(both, 'messages', {
    contacts: [
      { wa_id: '4799000011', user_id: 'NO.7' },
      { profile, wa_id: '33600000011', user_id: BSUID }
    ],
    statuses: [
      { ...delivered, id: 'wamid.a' },
      { ...delivered, id: 'wamid.b', recipient_id: '4799000011' },
      { ...delivered, id: 'wamid.c', recipient_id: undefined, recipient_user_id: 'NO.7' }
    ]
  })
  await send(both, 'messages', {
    contacts: [{ profile, user_id: BSUID }],
    statuses: [
      { ...delivered, id: 'wamid.d' },
      { ...delivered, id: 'wamid.e', recipient_id: '4799000011' }
    ]
  })
  t.strictSame(
    (await both.events()).map(({ data }) => personIn(data)),
    [
      lea,
      other,
      other,
      { phone: '+33600000011', waId: '33600000011', userId: null },
      { phone: '+4799000011', waId: '4799000011', userId: null }
    ]
  )
})

t.test('a contact is found by another spelling of its number', async (t) => {
  const app = await buildTestApp(t)
  for (const [at, [from, wa_id]] of [
    ['5511987654321', '551187654321'],
    ['551187654321', '5511987654321'],
    ['5491123456789', '541123456789'],
    ['5215512345678', '525512345678']
  ].entries()) {
    await send(app, 'messages', {
      contacts: [{ profile: { name: 'Ana' }, wa_id }],
      messages: [message(`wamid.${at}`, { from })]
    })
  }
  t.strictSame(
    (await messages(app)).map(({ contactName, from, sender }) => [contactName, from, sender.waId]),
    [
      ['Ana', '5511987654321', '5511987654321'],
      ['Ana', '551187654321', '551187654321'],
      ['Ana', '5491123456789', '5491123456789'],
      ['Ana', '5215512345678', '5215512345678']
    ]
  )
})

t.test('an id can be a JSON number, also one that a double cannot hold', async (t) => {
  const app = await buildTestApp(t)
  const message = {
    id: 1,
    from: 33600000011,
    timestamp: 1764061200,
    type: 'image',
    image: { id: 7, mime_type: 'image/png' },
    context: { id: 8, from: 4930901820 },
    group_id: 9
  }
  const status = { id: 2, status: 'read', timestamp: 1764061200, recipient_id: 33600000011, conversation: { id: 3 } }
  const value = {
    metadata: { display_phone_number: 4930901820, phone_number_id: 'BIG' },
    contacts: [{ profile: { name: 'Lea' }, wa_id: 33600000011 }],
    messages: [message],
    statuses: [status]
  }
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: 303, changes: [{ field: 'messages', value }] }]
  }).replace('"BIG"', '90071992547409931234')
  t.equal((await app.post('/webhooks/whatsapp', body)).statusCode, 200)
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted']
  )
  const about = { accountId: '303', phoneNumberId: '90071992547409931234' }
  const sender = { phone: '+33600000011', waId: '33600000011', userId: null }
  t.strictSame(
    (await app.events()).map(({ subject, data }) => [subject, data]),
    [
      [
        'message/1',
        {
          message: {
            channel: 'whatsapp',
            externalId: '1',
            direction: 'inbound',
            type: 'image',
            from: '33600000011',
            to: '4930901820',
            sender,
            contactName: 'Lea',
            text: null,
            media: [{ contentType: 'image/png', id: '7' }],
            ...about,
            groupId: '9',
            replyTo: { messageId: '8', from: '4930901820' }
          }
        }
      ],
      [
        'message/2',
        {
          status: {
            channel: 'whatsapp',
            externalId: '2',
            status: 'read',
            time: '2025-11-25T09:00:00.000Z',
            ...about,
            to: '33600000011',
            recipient: sender,
            errorCode: null,
            errorMessage: null,
            conversation: { id: '3', origin: null }
          }
        }
      ]
    ]
  )
})

t.test('each participant of a group has a status, by whichever names Meta gives', async (t) => {
  for (const status of ['delivered', 'read', 'failed']) {
    const app = await buildTestApp(t)
    const report = { id: 'wamid.g', status, timestamp: '1764061200', recipient_id: 'group-1', recipient_type: 'group' }
    await send(app, 'messages', {
      contacts: [{ wa_id: '33600000011', user_id: BSUID }],
      statuses: [
        { ...report, participant_recipient_id: '33600000011' },
        { ...report, participant_recipient_id: 4799000011 },
        { ...report, participant_recipient_user_id: 'DE.1' },
        { ...report, recipient_participant_id: '4915112345678' }
      ]
    })
    t.strictSame(
      (await app.events()).map(({ data }) => Object(data['status']).participant),
      [
        { phone: '+33600000011', waId: '33600000011', userId: BSUID },
        { phone: '+4799000011', waId: '4799000011', userId: null },
        { phone: null, waId: null, userId: 'DE.1' },
        { phone: '+4915112345678', waId: '4915112345678', userId: null }
      ]
    )
    const { state } = (await app.get('/api/messages/whatsapp/wamid.g')).json()
    t.strictSame(Object.keys(state.participants).sort(), ['4799000011', '4915112345678', 'DE.1', BSUID])
    t.strictSame(
      Object.values(state.participants).map((one) => Object(one).status),
      [status, status, status, status]
    )
  }
})

t.test('each thread of a history has its own guest, also one without a number', async (t) => {
  const app = await buildTestApp(t)
  const chunk = {
    metadata: { phase: 1, chunk_order: 2, progress: 50 },
    threads: [
      {
        context: { user_id: BSUID, username: 'lea' },
        messages: [
          message('wamid.a', { from: NUMBER, history_context: { status: 'READ' } }),
          message('wamid.b', { from_user_id: BSUID }),
          message('wamid.c', {}),
          message('wamid.d', { from: '33600000011' })
        ]
      },
      { context: { wa_id: '4799000011', user_id: 'NO.7' }, messages: [message('wamid.e', { from: NUMBER })] },
      { id: '4799000012', messages: [message('wamid.f', { from: NUMBER })] }
    ]
  }
  await send(app, 'history', { history: [chunk] })
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted']
  )
  const guest = { phone: null, waId: null, userId: BSUID, username: 'lea' }
  t.strictSame(
    (await messages(app)).map(({ direction, from, to, sender, recipient }) => [
      direction,
      from,
      to,
      sender ?? recipient
    ]),
    [
      ['outbound', NUMBER, BSUID, guest],
      ['inbound', BSUID, NUMBER, guest],
      ['inbound', BSUID, NUMBER, guest],
      ['inbound', '33600000011', NUMBER, { phone: '+33600000011', waId: '33600000011', userId: null }],
      ['outbound', NUMBER, '4799000011', { phone: '+4799000011', waId: '4799000011', userId: 'NO.7' }],
      ['outbound', NUMBER, '4799000012', { phone: '+4799000012', waId: '4799000012', userId: null }]
    ]
  )
  t.strictSame((await messages(app))[0]?.history, { status: 'READ', phase: 1, progress: 50, chunkOrder: 2 })
})

t.test('a preference by number and one by business-scoped id are about the same contact', async (t) => {
  const app = await buildTestApp(t)
  const contacts = [{ wa_id: '33600000011', user_id: BSUID }]
  for (const [value, ids] of [
    ['stop', { wa_id: '33600000011' }],
    ['resume', { user_id: BSUID }]
  ] as const) {
    await send(app, 'user_preferences', {
      contacts,
      user_preferences: [{ ...ids, category: 'marketing_messages', value, timestamp: 1764061200 }]
    })
  }
  t.strictSame(
    (await app.events()).map(({ subject, data }) => [subject, personIn(data)]),
    ['stop', 'resume'].map(() => [`contact/${BSUID}`, { phone: '+33600000011', waId: '33600000011', userId: BSUID }])
  )
})

function personIn(data: Record<string, unknown>): unknown {
  const { message, status, call, contact, phone_number } = data
  const one = Object(message ?? status ?? call ?? contact ?? phone_number)
  const from = one.from?.waId === NUMBER ? undefined : one.from
  return one.sender ?? one.recipient ?? one.person ?? from ?? one.to
}

async function messages(app: TestApp) {
  return (await app.events()).flatMap(({ data }) => (data['message'] === undefined ? [] : [Object(data['message'])]))
}

function message(id: string, more: object) {
  return { id, timestamp: '1764061200', type: 'text', text: { body: 'x' }, ...more }
}

async function send(app: TestApp, field: string, value: object): Promise<void> {
  const metadata = { display_phone_number: NUMBER, phone_number_id: '106540352242922' }
  const entry = [{ id: '102290129340398', changes: [{ field, value: { metadata, ...value } }] }]
  await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
}
