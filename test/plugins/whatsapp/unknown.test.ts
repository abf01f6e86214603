import t from 'tap'
import { normalize } from '../../../plugins/whatsapp/normalize.ts'
import { buildTestApp, type TestApp } from '../../support/test-app.ts'

const ACCOUNT = '102290129340398'
const PHONE = '106540352242922'
const sender = { phone: '+4915112345678', waId: '4915112345678', userId: null }

t.test('a guest who writes is never invisible, whatever Meta calls it', async (t) => {
  const app = await buildTestApp(t)
  const about = { from: '4915112345678', timestamp: '1764061200' }
  const sent = [
    { ...about, id: 'wamid.1', type: 'quiz', quiz: { question: 'Breakfast?', options: [1, 2] } },
    { ...about, id: 'wamid.2', type: 'interactive', interactive: { type: 'slot_reply', slot_reply: { id: 's' } } },
    { ...about, id: 'wamid.3', type: 'interactive', interactive: { type: 'list_reply' } },
    { ...about, id: 'wamid.4', type: 'interactive' },
    { ...about, id: 'wamid.5', type: 'image' },
    { ...about, id: 'wamid.6', type: 'text', text: 'Hello' },
    { ...about, id: 'wamid.7' },
    { ...about, id: 'wamid.8', type: 5, text: { body: 'Hello' } }
  ]
  const text = { ...about, id: 'wamid.0', type: 'text', text: { body: 'Hello' } }
  await send(app, 'messages', { messages: [text, ...sent] })
  const events = await app.events()
  t.strictSame(
    events.map(({ type, subject, data }) => [
      type,
      subject,
      Object(data['message']).type,
      Object(data['message']).sender
    ]),
    ['text', 'quiz', 'interactive', 'interactive', 'interactive', 'image', 'text', 'unknown', 'text'].map(
      (type, at) => ['message.received', `message/wamid.${at}`, type, sender]
    )
  )
  t.strictSame(
    events.map(({ data }) => data['vendor']),
    [undefined, ...sent.slice(0, 6), undefined, undefined]
  )
  t.strictSame(Object(events[8]?.data['message']).text, 'Hello')
  t.strictSame(
    (await app.deliveries()).map(({ outcome, problems }) => [outcome, problems]),
    [
      [
        'quarantined',
        [
          { path: '/entry/0/changes/0/value/messages/1/type', problem: 'is not a known kind of message' },
          { path: '/entry/0/changes/0/value/messages/2/interactive/type', problem: 'is not a known kind of answer' },
          { path: '/entry/0/changes/0/value/messages/3/interactive/list_reply', problem: 'must be an object' },
          { path: '/entry/0/changes/0/value/messages/4/interactive', problem: 'must be an object' },
          { path: '/entry/0/changes/0/value/messages/5/image', problem: 'must be an object' },
          { path: '/entry/0/changes/0/value/messages/6/text', problem: 'must be an object' },
          { path: '/entry/0/changes/0/value/messages/8/type', problem: 'must be a string' }
        ]
      ]
    ]
  )
})

t.test('an answer to an address message is a form, also under the type `interactive`', async (t) => {
  const app = await buildTestApp(t)
  const nfm_reply = { name: 'address_message', body: 'B', response_json: '{"values":{"city":"Berlin"}}' }
  const message = {
    id: 'wamid.1',
    from: '4915112345678',
    type: 'interactive',
    interactive: { type: 'interactive', nfm_reply }
  }
  await send(app, 'messages', { messages: [message] })
  t.strictSame(
    (await app.events()).map(({ data }) => [Object(data['message']).text, Object(data['message']).form]),
    [['B', { name: 'address_message', values: { values: { city: 'Berlin' } }, json: nfm_reply.response_json }]]
  )
})

t.test('an unknown field is kept where an event can have it, at every level', async (t) => {
  const app = await buildTestApp(t)
  const later = { added: 1 }
  const contact = { profile: { name: 'Ana', mood: 'good' }, wa_id: '4915112345678', country_code: 'DE' }
  const message = {
    id: 'wamid.1',
    from: '4915112345678',
    type: 'image',
    priority: 7,
    image: { id: '1', alt_text: 'a pool' },
    context: { id: 'wamid.0', from: '4930901820', thread: 't-1' },
    referral: { source_id: 'ad', ref: 'R1', slot: 3 },
    errors: [{ code: 1, title: 'T', message: 'M', hint: 'H' }]
  }
  const status = {
    id: 'wamid.2',
    status: 'read',
    recipient_id: '4915112345678',
    template_id: 55,
    device: 'phone',
    recipient_identity_key_hash: 'h=',
    conversation: { id: 'c', tier: 2, pricing: { category: 'group_service', pricing_model: 'PMP', billable: true } }
  }
  const card = {
    id: 'wamid.3',
    from: '4915112345678',
    type: 'contacts',
    contacts: [{ phones: [{ phone: '1', sim: 2 }] }]
  }
  const value = {
    metadata: { phone_number_id: PHONE, region: 'eu' },
    messages: [message, card],
    statuses: [status],
    later
  }
  const body = {
    object: 'whatsapp_business_account',
    sampled: false,
    entry: [
      {
        id: ACCOUNT,
        shard: 4,
        changes: [{ field: 'messages', version: 'v26', value: { ...value, contacts: [contact] } }]
      }
    ]
  }
  await app.post('/webhooks/whatsapp', JSON.stringify(body))
  t.strictSame(
    (await app.deliveries()).map(({ outcome, problems }) => [outcome, problems]),
    [['accepted', []]]
  )
  const events = await app.events()
  const envelope = {
    sampled: false,
    shard: [{ path: '/entry/shard', value: 4 }],
    version: [{ path: '/change/version', value: 'v26' }],
    region: [{ path: '/metadata/region', value: 'eu' }],
    later: [{ path: '/value/later', value: later }]
  }
  t.strictSame(
    events.map(({ data }) => data['extra']),
    [envelope, envelope, envelope]
  )
  const ofContact = {
    mood: [{ path: '/contact/profile/mood', value: 'good' }],
    country_code: [{ path: '/contact/country_code', value: 'DE' }]
  }
  t.strictSame(
    events.map(({ data }) => Object(data['message'] ?? data['status']).extra),
    [
      {
        priority: 7,
        alt_text: [{ path: '/image/alt_text', value: 'a pool' }],
        thread: [{ path: '/context/thread', value: 't-1' }],
        slot: [{ path: '/referral/slot', value: 3 }],
        hint: [{ path: '/errors/0/hint', value: 'H' }],
        ...ofContact
      },
      { sim: [{ path: '/contacts/0/phones/0/sim', value: 2 }], ...ofContact },
      { device: 'phone', tier: [{ path: '/conversation/tier', value: 2 }], ...ofContact }
    ]
  )
  const [image, , read] = events.map(({ data }) => Object(data['message'] ?? data['status']))
  t.strictSame(image.referral, { sourceId: 'ad', ref: 'R1' })
  t.strictSame(image.errors, [{ code: '1', title: 'T', details: null, message: 'M' }])
  t.strictSame(
    [read.templateId, read.identityKeyHash, read.pricing],
    ['55', 'h=', { billable: true, model: 'PMP', type: null, category: 'group_service' }]
  )
})

t.test('an unknown list, or one that is too large for each event, is a problem that names it', async (t) => {
  const app = await buildTestApp(t)
  const message = { id: 'wamid.1', from: '4915112345678', type: 'text', text: { body: 'x' } }
  const list = [{ id: 1 }]
  const long = { note: 'x'.repeat(300) }
  for (const [field, value] of [
    ['messages', { messages: [message], invoices: list, empty: [], long }],
    ['messages', { messages: [], later: { a: 1 } }],
    ['messages', { messages: [message], message_echoes: [message] }],
    ['calls', { calls: [{ id: 'wacid.1', event: 'connect' }], recordings: list }],
    ['standby', { standby: { messages: [{ ...message, id: 'wamid.2' }], notes: list } }],
    ['history', { history: [{ threads: [{ id: '49', messages: [], labels: list }], chapters: list }] }],
    ['group_status_update', { groups: [{ group_id: 'g', type: 'group_suspend' }], admins: list }],
    ['user_preferences', { user_preferences: [], contacts: [{ wa_id: '49', photo: 'x'.repeat(2000) }, 7] }]
  ] as const) {
    await send(app, field, value)
  }
  const at = '/entry/0/changes/0/value'
  const unknown = (path: string) => ({ path: at + path, problem: 'is not a known field' })
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [
      [unknown('/invoices'), unknown('/long')],
      [unknown('/later')],
      [unknown('/message_echoes')],
      [unknown('/recordings')],
      [unknown('/standby/notes')],
      [unknown('/history/0/threads/0/labels'), unknown('/history/0/chapters')],
      [unknown('/admins')],
      [
        { path: `${at}/contacts/0`, problem: 'has unknown fields that are too large for its messages' },
        { path: `${at}/contacts/1`, problem: 'must be an object' }
      ]
    ]
  )
  t.equal((await app.events()).length, 4)
})

t.test('one odd field costs that field', async (t) => {
  const app = await buildTestApp(t)
  const message = {
    id: 'wamid.1',
    from: { number: 1 },
    from_user_id: 'DE.1',
    timestamp: 'today',
    type: 'text',
    text: { body: 'Hello' },
    context: 'c',
    referral: [1],
    errors: { code: 1 }
  }
  const status = { id: 'wamid.2', status: 'sent', recipient_id: ['49'], pricing: 'free', conversation: { id: true } }
  await send(app, 'messages', { messages: [message], statuses: [status] })
  const at = '/entry/0/changes/0/value'
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [
      [
        { path: `${at}/messages/0/from`, problem: 'must be a string' },
        { path: `${at}/messages/0/timestamp`, problem: 'must be a Unix time in seconds' },
        { path: `${at}/messages/0/context`, problem: 'must be an object' },
        { path: `${at}/messages/0/referral`, problem: 'must be an object' },
        { path: `${at}/messages/0/errors`, problem: 'must be a list' },
        { path: `${at}/statuses/0/recipient_id`, problem: 'must be a string' },
        { path: `${at}/statuses/0/pricing`, problem: 'must be an object' },
        { path: `${at}/statuses/0/conversation/id`, problem: 'must be a string' }
      ]
    ]
  )
  t.strictSame(
    (await app.events()).map(({ data }) => data),
    [
      {
        message: {
          channel: 'whatsapp',
          externalId: 'wamid.1',
          direction: 'inbound',
          type: 'text',
          from: 'DE.1',
          to: null,
          sender: { phone: null, waId: null, userId: 'DE.1' },
          contactName: null,
          text: 'Hello',
          media: [],
          accountId: ACCOUNT,
          phoneNumberId: PHONE
        }
      },
      {
        status: {
          channel: 'whatsapp',
          externalId: 'wamid.2',
          status: 'sent',
          time: null,
          accountId: ACCOUNT,
          phoneNumberId: PHONE,
          to: null,
          recipient: { phone: null, waId: null, userId: null },
          errorCode: null,
          errorMessage: null,
          conversation: { id: null, origin: null }
        }
      }
    ]
  )
})

t.test('a call and a conversion without the name of their event are events', async (t) => {
  const app = await buildTestApp(t)
  const call = { id: 'wacid.1', status: 'COMPLETED', from: '4915112345678', event: 5 }
  const conversion = { id: 'wamid.1', custom_data: { currency: 'EUR', value: 1500 } }
  await send(app, 'calls', { calls: [call] })
  await send(app, 'automatic_events', { automatic_events: [conversion] })
  const about = { accountId: ACCOUNT, phoneNumberId: PHONE }
  const nobody = { phone: null, waId: null, userId: null }
  const expected = {
    externalId: 'wacid.1',
    event: null,
    status: 'COMPLETED',
    direction: null,
    from: sender,
    to: nobody
  }
  t.strictSame(
    (await app.events()).map(({ data }) => data),
    [
      { call: { ...expected, errors: [], ...about }, vendor: call },
      {
        conversion: { externalId: 'wamid.1', event: null, price: { amount: '1.50', currency: 'EUR' }, ...about },
        vendor: conversion
      }
    ]
  )
  const at = '/entry/0/changes/0/value'
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [
      [{ path: `${at}/calls/0/event`, problem: 'must be a string' }],
      [{ path: `${at}/automatic_events/0/event_name`, problem: 'must be a string' }]
    ]
  )
})

t.test('a changed identity tells hash, moment, and acknowledgement', async (t) => {
  const app = await buildTestApp(t)
  const identity = { acknowledged: false, created_timestamp: '1764061200', hash: 'h1=' }
  const system = { type: 'customer_identity_changed', body: 'Ana has a new phone', customer: '4915112345678' }
  const about = { type: 'system', timestamp: '1764061200' }
  await send(app, 'messages', {
    messages: [
      { ...about, id: 'wamid.1', from: '4915112345678', system: { ...system, identity } },
      { ...about, id: 'wamid.2', from: '4915112345678', system, identity: { ...identity, acknowledged: true } },
      { ...about, id: 'wamid.3', system: { ...system, identity: 'h2=' } },
      { id: 'wamid.4', from: '4915112345678', type: 'text', text: { body: 'x' }, identity }
    ]
  })
  const createdAt = '2025-11-25T09:00:00.000Z'
  const [changed, unknown] = [sender, { phone: null, waId: null, userId: null }]
  const change = { kind: 'customer_identity_changed', previous: changed, current: unknown }
  t.strictSame(
    (await app.events()).map(({ type, data }) => [
      type,
      Object(data['message']).identity,
      Object(data['message']).contactChange
    ]),
    [
      ['contact.changed', { hash: 'h1=', createdAt, acknowledged: false }, change],
      ['contact.changed', { hash: 'h1=', createdAt, acknowledged: true }, change],
      ['contact.changed', { hash: 'h2=' }, change],
      ['message.received', { hash: 'h1=', createdAt, acknowledged: false }, undefined]
    ]
  )
})

t.test('news of partners and of a linked ad account is about the WhatsApp account', async (t) => {
  const names = [
    'PARTNER_REMOVED',
    'PARTNER_ADDED',
    'PARTNER_APP_INSTALLED',
    'PARTNER_APP_UNINSTALLED',
    'AD_ACCOUNT_LINKED'
  ]
  const app = await buildTestApp(t)
  const waba_info = { waba_id: '980198427658004', owner_business_id: '2329417887457253', ad_account_linked: '77' }
  const disconnection_info = { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' }
  for (const event of names) {
    const value = { event, waba_info, ...(event === 'PARTNER_REMOVED' && { disconnection_info }) }
    const entry = [{ id: '2949482758682047', time: 1764061200, changes: [{ field: 'account_update', value }] }]
    await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
  }
  const id = '980198427658004'
  t.strictSame(
    (await app.events()).map(({ subject, data }) => [subject, data['account']]),
    names.map((event) => [
      `account/${id}`,
      {
        externalId: id,
        accountId: id,
        portfolioId: '2949482758682047',
        event,
        businessAccountId: id,
        adAccountId: '77',
        ...(event === 'PARTNER_REMOVED' && { disconnectionReason: 'PRIMARY_INACTIVITY', disconnectedBy: 'SYSTEM' })
      }
    ])
  )
})

t.test('an error without an id counts as known only when the same entry is sent again', async (t) => {
  const app = await buildTestApp(t)
  const error = { code: 130429, title: 'Rate limit hit' }
  const message = (id: string) => ({ id, from: '4915112345678', type: 'text', text: { body: 'x' } })
  await send(app, 'messages', { errors: [error], messages: [message('wamid.1')] })
  await send(app, 'messages', { errors: [error], messages: [message('wamid.2')] })
  await send(app, 'messages', { errors: [error], messages: [message('wamid.2')] })
  await send(app, 'calls', { errors: [error, error] })
  t.strictSame(
    (await app.events('type=error.reported')).map(({ data }) => data),
    Array.from({ length: 4 }, () => ({
      error: { code: '130429', title: 'Rate limit hit', details: null },
      vendor: error
    }))
  )
  t.strictSame(
    (await app.deliveries()).map(({ outcome }) => outcome),
    ['accepted', 'accepted', 'duplicate', 'accepted']
  )
})

t.test('an edit is an event of its own, also with the id of the message that it changes', async (t) => {
  const app = await buildTestApp(t)
  const about = { id: 'wamid.1', from: '4915112345678' }
  const edit = (body: string) => ({ original_message_id: 'wamid.1', message: { type: 'text', text: { body } } })
  await send(app, 'messages', {
    messages: [
      { ...about, timestamp: '1764061200', type: 'text', text: { body: 'x' } },
      { ...about, timestamp: '1764061201', type: 'edit', edit: edit('y') },
      { ...about, timestamp: '1764061202', type: 'edit', edit: edit('z') },
      { ...about, timestamp: '1764061202', type: 'edit', edit: edit('z') }
    ]
  })
  t.strictSame(
    (await app.events()).map(({ type, data }) => [type, Object(data['message']).text]),
    [
      ['message.received', 'x'],
      ['message.edited', 'y'],
      ['message.edited', 'z']
    ]
  )
})

t.test('a summary comes with the message, beside it, and with a handover', async (t) => {
  const app = await buildTestApp(t)
  const conversation_context = { type: 'summary', summary: { text: 'Late check-out' } }
  const message = { id: 'wamid.1', from: '4915112345678', type: 'text', text: { body: 'x' } }
  await send(app, 'messages', { messages: [message], conversation_context })
  await send(app, 'messages', { messages: [{ ...message, id: 'wamid.2', conversation_context }] })
  await send(app, 'messaging_handovers', {
    recipient: { phone_number_id: PHONE },
    type: 'control_passed',
    control_passed: { new_owner_role: 'customer_service', conversation_context }
  })
  t.strictSame(
    (await app.events()).map(({ type, data }) => [
      type,
      Object(data['message']).conversationSummary ?? Object(data['phone_number']).summary,
      Object(data['phone_number']).messageIds
    ]),
    [
      ['message.received', undefined, undefined],
      ['conversation.summarized', 'Late check-out', ['wamid.1']],
      ['message.received', 'Late check-out', undefined],
      ['conversation.handed_over', 'Late check-out', undefined]
    ]
  )
})

t.test('the description of a call stays byte for byte, a card that a guest types does not', async (t) => {
  const app = await buildTestApp(t)
  const sdp = [
    'v=0',
    'o=- 4111111111111111 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'a=ssrc:4242424242424242 cname:5555555555554444',
    'a=msid:4000056655665556 378282246310005',
    ''
  ].join('\r\n')
  const session = { sdp_type: 'offer', sdp }
  await send(app, 'calls', { calls: [{ id: 'wacid.1', event: 'connect', from: '4915112345678', session }] })
  await send(app, 'messages', {
    messages: [{ id: 'wamid.1', from: '4915112345678', type: 'text', text: { body: 'my card is 4111 1111 1111 1111' } }]
  })
  const [call, message] = await app.events()
  t.strictSame(Object(call?.data['vendor']).session, session)
  t.strictSame(Object(message?.data['message']).text, 'my card is **** **** **** 1111')
  t.strictSame(
    (await app.deliveries()).map(({ masked }) => masked),
    [false, true]
  )
})

t.test('clicks beside statuses are events of their own, each item', async (t) => {
  const app = await buildTestApp(t)
  const click = (click_id: string) => ({
    action_type: 'marketing_messages_link_click',
    timestamp: '1764061200',
    marketing_messages_link_click_data: { click_id }
  })
  const status = { id: 'wamid.2', status: 'read', recipient_id: '4915112345678' }
  const user_actions = [click('k1'), click('k2'), 7]
  await send(app, 'messages', { statuses: [status], user_actions })
  t.strictSame(
    (await app.events()).map(({ type, subject, data }) => [type, subject, data['vendor']]),
    [
      ['message.status_changed', 'message/wamid.2', undefined],
      ['user_action.recorded', 'user_action/k1', click('k1')],
      ['user_action.recorded', 'user_action/k2', click('k2')]
    ]
  )
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [[{ path: '/entry/0/changes/0/value/user_actions/2', problem: 'must be an object' }]]
  )
})

t.test('what is known by its content alone is news on another day', async (t) => {
  const lastsOf = (field: string, value: object) => {
    const entry = [{ id: ACCOUNT, changes: [{ field, value: { metadata: { phone_number_id: PHONE }, ...value } }] }]
    const [reading] = normalize({ object: 'whatsapp_business_account', entry })
    return reading !== undefined && 'keyLasts' in reading ? reading.keyLasts : undefined
  }
  const action = { action_type: 'x' }
  t.strictSame(
    [
      lastsOf('messages', { user_actions: [action] }),
      lastsOf('messages', { user_actions: [{ ...action, timestamp: '1764061200' }] }),
      lastsOf('account_alerts', { alert_type: 'x' }),
      lastsOf('messages', { errors: [{ code: 1 }] }),
      lastsOf('messages', { conversation_context: { summary: { text: 'S' } } }),
      lastsOf('history', { history: [{ metadata: { progress: 100 } }] })
    ],
    ['day', undefined, 'day', 'day', 'day', 'day']
  )
})

t.test('a chunk of a history without messages is an event, and one without anything a problem', async (t) => {
  const app = await buildTestApp(t)
  const chunk = { metadata: { phase: 2, chunk_order: 4, progress: 100 }, threads: [] }
  await send(app, 'history', { history: [chunk, { metadata: { phase: 'x' } }, {}, { threads: [] }] })
  const about = { externalId: PHONE, accountId: ACCOUNT, phoneNumberId: PHONE }
  t.strictSame(
    (await app.events()).map(({ type, subject, data }) => [type, subject, data]),
    [
      [
        'history.progressed',
        `phone_number/${PHONE}`,
        { phone_number: { ...about, phase: 2, progress: 100, chunkOrder: 4 }, vendor: chunk }
      ],
      ['history.progressed', `phone_number/${PHONE}`, { phone_number: about, vendor: { metadata: { phase: 'x' } } }]
    ]
  )
  const inside = '/entry/0/changes/0/value/history'
  t.strictSame(
    (await app.deliveries()).map(({ problems }) => problems),
    [
      [
        { path: `${inside}/1/metadata/phase`, problem: 'must be a number' },
        { path: `${inside}/2`, problem: 'has no threads' },
        { path: `${inside}/3`, problem: 'has no threads' }
      ]
    ]
  )
  await send(app, 'history', { history: [chunk] })
  t.equal((await app.deliveries()).at(-1)?.outcome, 'duplicate')
})

t.test('what surrounds the messages of a history or of a standby is kept with them', async (t) => {
  const app = await buildTestApp(t)
  const message = { id: 'wamid.1', from: '4915112345678', type: 'text', text: { body: 'x' } }
  const context = { user_id: 'DE.1', tone: 'kind' }
  const thread = { id: '4915112345678', pinned: true, context, messages: [message] }
  await send(app, 'history', {
    history: [{ metadata: { phase: 0, of: 3 }, source: 'app', threads: [thread] }],
    trace: 't'
  })
  await send(app, 'standby', { standby: { messages: [message], owner: 'agent' } })
  t.strictSame(
    (await app.events()).map(({ data }) => data['extra']),
    [
      {
        pinned: [{ path: '/thread/pinned', value: true }],
        tone: [{ path: '/thread/context/tone', value: 'kind' }],
        source: [{ path: '/chunk/source', value: 'app' }],
        of: [{ path: '/chunk/metadata/of', value: 3 }],
        trace: [{ path: '/value/trace', value: 't' }]
      },
      { owner: [{ path: '/standby/owner', value: 'agent' }] }
    ]
  )
})

t.test('a standby may have its lists beside its object', async (t) => {
  const app = await buildTestApp(t)
  const message = { id: 'wamid.1', from: '4915112345678', type: 'text', text: { body: 'x' } }
  const status = { id: 'wamid.2', status: 'read', recipient_id: '4915112345678' }
  await send(app, 'standby', { messages: [message], statuses: [status] })
  t.strictSame(
    (await app.events()).map(({ type, subject }) => [type, subject]),
    [
      ['message.observed', 'message/wamid.1'],
      ['message.status_changed', 'message/wamid.2']
    ]
  )
})

t.test('who asks to join a group is named, also where Meta leaves out the s', async (t) => {
  const app = await buildTestApp(t)
  const asked = { timestamp: '1764061200', group_id: 'g', type: 'group_join_request_created', join_request_id: 'j' }
  const groups = [{ ...asked, wa_id: '4915112345678', user_id: 'DE.1', username: 'ana' }]
  await send(app, 'group_participant_update', { groups })
  t.strictSame(
    (await app.events()).map(({ subject, data }) => [subject, Object(data['group']).person]),
    [['group/g', { phone: '+4915112345678', waId: '4915112345678', userId: 'DE.1', username: 'ana' }]]
  )
})

async function send(app: TestApp, field: string, value: object): Promise<void> {
  const entry = [{ id: ACCOUNT, changes: [{ field, value: { metadata: { phone_number_id: PHONE }, ...value } }] }]
  const { statusCode } = await app.post(
    '/webhooks/whatsapp',
    JSON.stringify({ object: 'whatsapp_business_account', entry })
  )
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
}

t.test('an unknown field of a contact is kept, whatever the contact stands beside', async (t) => {
  const app = await buildTestApp(t)
  const contact = { profile: { name: 'Ana', mood: 'good' }, wa_id: '4915112345678' }
  const guest = { recipient_id: '4915112345678', timestamp: '1764061200' }
  const payment = { reference_id: 'r', amount: { value: 100, offset: 100 }, currency: 'INR' }
  for (const [field, value] of [
    ['calls', { calls: [{ id: 'wacid.1', event: 'connect', from: '4915112345678' }] }],
    ['calls', { statuses: [{ ...guest, id: 'wacid.2', status: 'RINGING' }] }],
    ['messages', { statuses: [{ ...guest, id: 'wamid.1', status: 'read' }] }],
    ['messages', { statuses: [{ ...guest, id: 'wamid.2', status: 'captured', type: 'payment', payment }] }],
    ['messages', { user_actions: [{ action_type: 'marketing_messages_link_click' }] }],
    ['messages', { conversation_context: { summary: { text: 'S' } }, messages: [] }],
    ['user_preferences', { user_preferences: [{ wa_id: '4915112345678', value: 'stop' }] }],
    ['message_echoes', { message_echoes: [{ id: 'wamid.3', to: '4915112345678', type: 'text', text: { body: 'Hi' } }] }]
  ] as const) {
    await send(app, field, { contacts: [contact], ...value })
  }
  t.strictSame(
    (await app.events()).map(({ type, data }) => [type, Object(Object.values(data)[0]).extra]),
    [
      'call.updated',
      'call.status_changed',
      'message.status_changed',
      'payment.status_changed',
      'user_action.recorded',
      'conversation.summarized',
      'contact.preference_changed',
      'message.echoed'
    ].map((type) => [type, { mood: [{ path: '/contact/profile/mood', value: 'good' }] }])
  )
  const click = Object((await app.events())[4]?.data['phone_number'])
  t.strictSame(click.person, sender, 'the only contact is who has clicked')
})
