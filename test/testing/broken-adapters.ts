/** A right adapter of test/fixtures/testing with one change, and what the kit has to say of it. */
export type Broken = readonly [what: string, base: string, from: string, to: string, says: RegExp]

export const BROKEN: readonly Broken[] = [
  // Verification.
  ['a verifier that always says yes', 'batch', `verify: hmac(`, `verify: always(`, /verification: .*accept/],
  [
    'a verifier that never says yes',
    'batch',
    `verify: hmac(`,
    `verify: never(`,
    /verification: .*its own signature is refused/
  ],
  ['a verifier that throws', 'batch', `verify: hmac(`, `verify: throwing(`, /verification: .*throws/],
  ['a verifier that compares with ===', 'batch', `verify: hmac(`, `verify: plain(`, /verification: .*timingSafeEqual/],
  [
    'a verifier that takes the beginning of a signature',
    'batch',
    `verify: hmac(`,
    `verify: beginning(`,
    /verification: .*truncated is accepted/
  ],
  [
    'a verifier that looks at the first characters only',
    'batch',
    `verify: hmac(`,
    `verify: firstCharacters(`,
    /verification: .*wrong behind its first 10 characters is accepted/
  ],
  [
    'a verifier that takes an empty signature',
    'batch',
    `verify: hmac(`,
    `verify: emptyToo(`,
    /verification: .*an empty x-batch-signature is accepted/
  ],
  [
    'a verifier that takes a missing signature',
    'batch',
    `verify: hmac(`,
    `verify: missingToo(`,
    /verification: .*(no credential|no x-batch-signature) is accepted/
  ],
  [
    'a verifier that knows one secret only',
    'batch',
    `verify: hmac(`,
    `verify: oneSecret(`,
    /verification: .*the previous secret is refused/
  ],
  [
    'a signature over a part of the body',
    'batch',
    `verify: hmac(`,
    `verify: partly(`,
    /verification: .*another byte is accepted/
  ],
  [
    'a signature over the trimmed text',
    'batch',
    `verify: hmac(`,
    `verify: trimmed(`,
    /verification: .*another byte is accepted/
  ],
  [
    'a secret in any letter case',
    'chat',
    `verify: secretHeader(`,
    `verify: anyCase(`,
    /verification: .*another letter case is accepted/
  ],
  [
    'a secret that only has to begin right',
    'chat',
    `verify: secretHeader(`,
    `verify: prefixed(`,
    /verification: .*(suffix|too long) is accepted/
  ],
  [
    'a signed time that nobody looks at',
    'bookings',
    `verify: hmac(`,
    `verify: timeless(`,
    /verification: .*an hour ago is accepted/
  ],
  [
    'a credential that stays readable',
    'forms',
    `verify: bodyCredential(`,
    `verify: readable(`,
    /verification: .*stays readable/
  ],
  // Declaration.
  ['a name that is no slug', 'batch', `name: 'batch'`, `name: 'Batch_1'`, /declaration: name/],
  ['a name that is taken', 'batch', `name: 'batch'`, `name: 'events'`, /declaration: name/],
  [
    'no page of the vendor’s',
    'batch',
    `docs: 'https://docs.batch.example/webhooks'`,
    `docs: 'see the wiki'`,
    /declaration: docs/
  ],
  ['a word that is no evidence', 'batch', `evidence: 'documented'`, `evidence: 'probably'`, /declaration: evidence/],
  [
    'the contract of before',
    'batch',
    `evidence: 'documented'`,
    `proof: 'documented'`,
    /declaration: .*proof is now evidence/
  ],
  ['a key of the contract of before', 'topics', `key: (`, `duplicateKey: (`, /declaration: .*duplicateKey is now key/],
  [
    'headers in upper case',
    'batch',
    `verify: hmac`,
    `headers: ['X-Id'],\n  verify: hmac`,
    /declaration: headers must be in lower case/
  ],
  // Payload.
  [
    'a payload that is closed to new fields',
    'bookings',
    `payload: Type.Object({ id: Type.String(), booking: Type.Object({}) })`,
    `payload: Type.Object({ id: Type.String(), attempt: Type.Any(), hotel: Type.String(), occurredAt: Type.String(), sentAt: Type.String(), booking: Type.Object({}) }, { additionalProperties: false })`,
    /payload: .*new field/
  ],
  [
    'a payload that wants what the vendor does not send',
    'bookings',
    `booking: Type.Object({}) })`,
    `booking: Type.Object({}), signature: Type.String() })`,
    /fixture: .*quarantined|fixture: the events are \[\]/
  ],
  ['XML that is read as JSON', 'soap', `decode: 'xml'`, `decode: 'json'`, /decode refuses it: it is not JSON/],
  ['a form that is read as JSON', 'forms', `decode: 'form'`, `decode: 'json'`, /decode refuses it: it is not JSON/],
  [
    'a payload that knows all states',
    'inn',
    `data: Type.Object({})`,
    `data: Type.Object({ status: Type.Optional(Type.Union(['reserved', 'checkedin', 'canceled'].map((word) => Type.Literal(word)))) })`,
    /payload refuses the whole delivery for an odd value in \/data\/status/
  ],
  [
    'a payload that one odd date spoils',
    'inn',
    `data: Type.Object({})`,
    `data: Type.Object({ departure_date: Type.Optional(Type.String({ pattern: '^[-0-9]{10}$' })) })`,
    /payload refuses the whole delivery for an odd value in \/data\/departure_date/
  ],
  [
    'a payload that one odd number spoils',
    'bookings',
    `booking: Type.Object({})`,
    `booking: Type.Object({ adults: Type.Optional(Type.Integer()) })`,
    /payload refuses the whole delivery for an odd value in \/booking\/adults/
  ],
  // Events.
  [
    'another event than the fixture lists',
    'topics',
    `cancel: ['reservation.cancelled', 'cancelled']`,
    `cancel: ['reservation.updated', undefined]`,
    /fixture: the events are .*instead of/
  ],
  [
    'an event type of its own invention',
    'topics',
    `new: ['reservation.created', undefined]`,
    `new: ['BookingCreated', undefined]`,
    /no event: \/type must be/
  ],
  [
    'a status in the vendor’s words',
    'stays',
    `off: 'cancelled'`,
    `off: 'off'`,
    /no event: \/data\/reservation\/status must be one of/
  ],
  [
    'money as a number',
    'bookings',
    `totalRate: booking.money('totalCents', 'currency', { isMinor: true })`,
    `totalRate: 599.5`,
    /no event|amount/
  ],
  [
    'a date with a time',
    'bookings',
    `arrivalDate: booking.day('arrival')`,
    `arrivalDate: booking.text('arrival') + 'T00:00:00Z'`,
    /calendar date/
  ],
  ['a promise', 'batch', `normalize: (_payload, { fields }) =>`, `normalize: async (_payload, { fields }) =>`, /.+/],
  // Purity.
  [
    'the clock',
    'bookings',
    `time: fields.instant('occurredAt')`,
    `time: new Date().toISOString()`,
    /purity: normalize uses the clock/
  ],
  [
    'the clock by another name',
    'bookings',
    `time: fields.instant('occurredAt')`,
    `time: new Date(Date.now()).toISOString()`,
    /purity: normalize uses the clock/
  ],
  [
    'the clock in a key',
    'bookings',
    `[fields.id('id')]`,
    `[String(performance.now())]`,
    /purity: normalize uses the clock/
  ],
  ['randomness', 'bookings', `[fields.id('id')]`, `[String(Math.random())]`, /purity: normalize uses randomness/],
  [
    'randomness by another name',
    'bookings',
    `[fields.id('id')]`,
    `[globalThis.crypto.randomUUID()]`,
    /purity: normalize/
  ],
  [
    'the environment',
    'bookings',
    `[fields.id('id')]`,
    `[process.env.HOME, fields.id('id')]`,
    /purity: normalize uses the environment/
  ],
  [
    'the environment in property',
    'bookings',
    `fields.id('hotel')`,
    `process.env.HOTEL ?? fields.id('hotel')`,
    /purity: normalize uses the environment/
  ],
  [
    'timers',
    'bookings',
    `const booking = fields.in('booking')`,
    `setTimeout(() => {}, 0)\n    const booking = fields.in('booking')`,
    /purity: normalize uses timers/
  ],
  [
    'the network',
    'bookings',
    `const booking = fields.in('booking')`,
    `void fetch('https://x.example')\n    const booking = fields.in('booking')`,
    /purity: normalize uses the network/
  ],
  [
    'the clock in a reply',
    'forms',
    `body: \`OK \${payload.bookid}\``,
    `body: \`OK \${payload.bookid} \${Date.now()}\``,
    /purity: reply uses the clock/
  ],
  [
    'the clock in a handshake',
    'chat',
    `handshake: headerChallenge('x-hook-secret')`,
    `handshake: { ...headerChallenge('x-hook-secret'), check: (r) => (Date.now() ? headerChallenge('x-hook-secret').check(r) : undefined) }`,
    /purity: handshake uses the clock/
  ],
  [
    'the working directory',
    'bookings',
    `fields.id('hotel')`,
    `process.cwd() && fields.id('hotel')`,
    /purity: normalize uses the working directory/
  ],
  [
    'the working directory in a key',
    'bookings',
    `[fields.id('id')]`,
    `[process.cwd(), fields.id('id')]`,
    /purity: normalize uses the working directory/
  ],
  [
    'the working directory in a reply',
    'forms',
    `body: \`OK \${payload.bookid}\``,
    `body: \`OK \${payload.bookid} \${process.cwd().length}\``,
    /purity: reply uses the working directory/
  ],
  [
    'the working directory in a handshake',
    'chat',
    `handshake: headerChallenge('x-hook-secret')`,
    `handshake: { ...headerChallenge('x-hook-secret'), check: (r) => (process.cwd() ? headerChallenge('x-hook-secret').check(r) : undefined) }`,
    /purity: handshake uses the working directory/
  ],
  [
    'the environment in a reply',
    'forms',
    `body: \`OK \${payload.bookid}\``,
    `body: \`OK \${payload.bookid} \${process.env.HOME?.length}\``,
    /purity: reply uses the environment/
  ],
  [
    'timers in a reply',
    'forms',
    `body: \`OK \${payload.bookid}\``,
    `body: \`OK \${payload.bookid} \${typeof setTimeout(() => {}, 0)}\``,
    /purity: reply uses timers/
  ],
  [
    'the environment in a verifier',
    'chat',
    `verify: secretHeader(`,
    `verify: ofEnvironment(`,
    /purity: verify uses the environment/
  ],
  [
    'a number in the language of the machine',
    'bookings',
    `vendor: { event: sourceStatus ?? null }`,
    `vendor: { event: sourceStatus ?? null, guests: (booking.count('adults') ?? 0).toLocaleString() }`,
    /purity: normalize uses the language of the machine/
  ],
  [
    'a date in the language of the machine',
    'bookings',
    `vendor: { event: sourceStatus ?? null }`,
    `vendor: { event: sourceStatus ?? null, month: new Intl.DateTimeFormat(undefined, { month: 'long', timeZone: 'UTC' }).format(0) }`,
    /purity: normalize uses the language of the machine/
  ],
  [
    'letters in the language of the machine',
    'bookings',
    `vendor: { event: sourceStatus ?? null }`,
    `vendor: { event: sourceStatus?.toLocaleLowerCase() ?? null }`,
    /purity: normalize uses the language of the machine/
  ],
  [
    'a file of the machine',
    'bookings',
    `vendor: { event: sourceStatus ?? null }`,
    `vendor: { event: sourceStatus ?? null, host: process.getBuiltinModule('node:fs').existsSync('/etc/hostname') }`,
    /purity: normalize uses files/
  ],
  [
    'an offset that is ignored',
    'bookings',
    `time: fields.instant('occurredAt')`,
    `time: fields.text('occurredAt') && fields.text('occurredAt').slice(0, 19) + '.000Z'`,
    /times: the offset of the time in \/occurredAt is ignored/
  ],
  [
    'an offset that is ignored, of a state',
    'soap',
    `time: stay.instant('@Modified')`,
    `time: stay.text('@Modified') && stay.text('@Modified').slice(0, 19) + '.000Z'`,
    /times: the offset of the time in .*@Modified is ignored/
  ],
  [
    'memory of earlier calls',
    'bookings',
    `[fields.id('id')]`,
    `[String((globalThis.calls = (globalThis.calls ?? 0) + 1))]`,
    /purity: .*the second time/
  ],
  [
    'a changed payload',
    'bookings',
    `const booking = fields.in('booking')`,
    `_payload.read = true\n    const booking = fields.in('booking')`,
    /purity: .*changes its input/
  ],
  [
    'the time zone of the machine',
    'bookings',
    `time: fields.instant('occurredAt')`,
    `time: new Date(2026, 4, 1, 10).toISOString()`,
    /times: .*time zone of the machine/
  ],
  [
    'a payload in the log',
    'bookings',
    `const booking = fields.in('booking')`,
    `console.log(fields.json)\n    const booking = fields.in('booking')`,
    /purity: normalize uses the console/
  ],
  [
    'a hotel that stands in for one that is missing',
    'bookings',
    `fields.id('hotel')`,
    `fields.id('hotel') ?? 'the-only-hotel'`,
    /absent: without \/hotel, the reading has a property that the payload does not have/
  ],
  [
    'a time that stands in for one that is missing',
    'bookings',
    `time: fields.instant('occurredAt')`,
    `time: fields.instant('occurredAt') ?? '1970-01-01T00:00:00.000Z'`,
    /absent: without \/occurredAt, the reading has a time that the payload does not have/
  ],
  [
    'a hotel in lower case',
    'bookings',
    `fields.id('hotel')`,
    `fields.id('hotel')?.toLowerCase()`,
    /fixture: property is|ids:/
  ],
  [
    'a text of a guest that is cut',
    'chat',
    `text: message.text('body')`,
    `text: message.text('body')?.slice(0, 20)`,
    /fixture: text is/
  ],
  [
    'a direction that is always the same',
    'chat',
    `message.flag('inbound') ? 'inbound' : 'outbound'`,
    `'inbound'`,
    /fixture: the events are \[message.received/
  ],
  [
    'a message that loses its reservation',
    'chat',
    `reservationId: message.id('booking')`,
    `reservationId: undefined`,
    /fixture: reservationId is/
  ],
  [
    'names that are swapped',
    'bookings',
    `first: 'first', last: 'last'`,
    `first: 'last', last: 'first'`,
    /fixture: (first|last)Name is/
  ],
  [
    'names that are swapped, with fixtures that do not say',
    'inn',
    `first: 'first_name',\n      last: 'last_name',`,
    `first: 'last_name',\n      last: 'first_name',`,
    /names: the first and the last name .* are swapped/
  ],
  [
    'a phone number without its plus',
    'bookings',
    `phone: booking.in('guest').phone('phone')`,
    `phone: booking.in('guest').phone('phone')?.replaceAll('+', '')`,
    /fixture: phoneE164 is/
  ],
  // Totality.
  [
    'an exception for an unknown word',
    'bookings',
    `const { status, sourceStatus } = booking.status('state', STATUS)`,
    `const { status, sourceStatus } = booking.status('state', STATUS)\n    if (status === undefined) throw new Error('what is this?')`,
    /normalize: it throws for another value/
  ],
  [
    'an exception for a missing object',
    'stays',
    `const stay = fields.in('stay')`,
    `const stay = fields.in('stay')\n    if (event === 'stay') fields.json.stay.status.trim()`,
    /normalize: it throws for another value/
  ],
  [
    'an exception for odd JSON',
    'chat',
    `const message = fields.in('message')`,
    `const message = fields.in('message')\n    _payload.message.id.length`,
    /normalize: it throws|hostile input: the adapter throws/
  ],
  ['an id as a number', 'chat', `externalId: message.id('id')`, `externalId: message.json.id?.length`, /no event|ids:/],
  ['a property as a number', 'bookings', `fields.id('hotel')`, `7`, /cannot be stored|property/],
  ['a key of one text', 'bookings', `[fields.id('id')]`, `fields.id('id')`, /cannot be stored|key/],
  // Words.
  [
    'an unknown event that is dropped',
    'topics',
    `const known = fields.known('action', EVENTS)`,
    `const known = new Map(Object.entries(EVENTS)).get(_payload.action)`,
    /words: .*is dropped/
  ],
  [
    'an unknown state as confirmed',
    'stays',
    `...stay.status('status', STATUS)`,
    `...stay.status('status', STATUS),\n          status: STATUS[stay.text('status')] ?? 'confirmed'`,
    /words: an unknown word .*"confirmed"/
  ],
  [
    'an unknown state as cancelled',
    'soap',
    `...stay.status('@Status', STATUS)`,
    `status: stay.text('@Status') === 'Reserved' ? 'confirmed' : 'cancelled'`,
    /words: an unknown word .*"cancelled"/
  ],
  [
    'the word of an unknown state lost',
    'soap',
    `...stay.status('@Status', STATUS)`,
    `status: stay.status('@Status', STATUS).status`,
    /words: an unknown word .*is lost/
  ],
  [
    'a condition of a room lost',
    'batch',
    `housekeeping: status, sourceStatus }`,
    `housekeeping: status }`,
    /words: an unknown word .*is lost/
  ],
  [
    'a created event for a cancelled reservation',
    'bookings',
    `type: TYPE.get(sourceStatus) ?? 'reservation.updated'`,
    `type: 'reservation.created'`,
    /words: reservation.created contradicts the status "cancelled"/
  ],
  [
    'a cancelled event for a confirmed reservation',
    'bookings',
    `['NEW', 'reservation.created']`,
    `['NEW', 'reservation.cancelled']`,
    /words: reservation.cancelled contradicts/
  ],
  [
    'a check-in that is an update',
    'bookings',
    `['IN', 'guest.checked_in']`,
    `['IN', 'reservation.updated']`,
    /words: reservation.updated contradicts the status "checked_in"/
  ],
  [
    'a name in a problem',
    'bookings',
    `const booking = fields.in('booking')`,
    `const booking = fields.in('booking')\n    if (booking.count('adults') === undefined) fields.problem('booking', 'of ' + booking.in('guest').text('last') + ' has no adults')`,
    /privacy: a problem repeats a value/
  ],
  [
    'an unknown word in a problem',
    'topics',
    `if (known === undefined) return []`,
    `if (known === undefined) return [{ path: '/action', problem: 'is unknown: ' + _payload.action }]`,
    /privacy: a problem repeats a value/
  ],
  [
    'a guest’s text in a problem',
    'chat',
    `const message = fields.in('message')`,
    `const message = fields.in('message')\n    if (!message.id('booking')) fields.problem('message', \`without a booking: \${message.text('body')}\`)`,
    /privacy: a problem repeats a value/
  ],
  [
    'a condition of a room that is clean by default',
    'batch',
    `housekeeping: status, sourceStatus }`,
    `housekeeping: status ?? 'clean', sourceStatus }`,
    /words: an unknown word .* is reported as the status "clean"/
  ],
  [
    'a short name in a problem',
    'inn',
    `const guest = data.in('guest')`,
    `const guest = data.in('guest')\n  if (guest.word('phone') === null) data.problem('guest', \`no phone of \${guest.word('first_name')}\`)`,
    /privacy: a problem repeats a value/
  ],
  [
    'an address of a guest in the path of a problem',
    'inn',
    `const guest = data.in('guest')`,
    `const guest = data.in('guest')\n  if (guest.word('phone') === null) data.problem(\`guest/\${guest.word('email')}\`, 'has no phone')`,
    /privacy: a problem repeats a value/
  ],
  [
    'a name in the path of a problem',
    'bookings',
    `const booking = fields.in('booking')`,
    `const booking = fields.in('booking')\n    if (booking.count('adults') === undefined) booking.problem(\`guests of \${booking.in('guest').text('last')}\`, 'is missing')`,
    /privacy: a problem repeats a value/
  ],
  // Ids.
  [
    'an id that becomes a number',
    'bookings',
    `externalId: booking.id('number')`,
    `externalId: String(Number(booking.id('number')?.replace(/\\D/g, '')))`,
    /ids: an id in \/booking\/number is changed|fixture/
  ],
  [
    'ids in lower case',
    'bookings',
    `externalId: booking.id('number')`,
    `externalId: booking.id('number')?.toLowerCase()`,
    /ids: an id|fixture/
  ],
  [
    'ids in lower case, with fixtures that are',
    'chat',
    `externalId: message.id('id')`,
    `externalId: message.id('id')?.toLowerCase()`,
    /ids: an id in \/message\/id is changed/
  ],
  [
    'an id without its zeros',
    'forms',
    `externalId: fields.id('bookid')`,
    `externalId: fields.id('bookid')?.replace(/^0+/, '')`,
    /ids: an id|fixture/
  ],
  [
    'a large id rounded',
    'stays',
    `externalId: stay.id('id')`,
    `externalId: String(Number(stay.id('id')))`,
    /ids: an id in \/stay\/id is changed/
  ],
  [
    'a large hotel id rounded',
    'topics',
    `fields.id('listing')`,
    `String(Number(fields.id('listing')))`,
    /ids: an id in .*listing is changed/
  ],
  [
    'the id "undefined"',
    'stays',
    `externalId: stay.id('id')`,
    `externalId: String(stay.json.id)`,
    /ids: without a value in .*"undefined"/
  ],
  [
    'the hotel "null"',
    'topics',
    `fields.id('listing')`,
    `\`\${fields.json.listing ?? null}\``,
    /ids: without a value in .*"null"/
  ],
  [
    'a key with "undefined" in it',
    'bookings',
    `[fields.id('id')]`,
    `[String(fields.json.sequence), fields.id('id')]`,
    /ids: .*"undefined"/
  ],
  [
    'an externalId that is not the id',
    'batch',
    `room: { externalId: room.id('number'), number: room.text('number'), status, housekeeping: status, sourceStatus }`,
    `kind: 'room', id: room.id('number'), data: { room: { externalId: 'room-' + room.id('number'), housekeeping: status, sourceStatus } }`,
    /ids: externalId of room/
  ],
  [
    'data without an externalId',
    'batch',
    `room: { externalId: room.id('number'), number: room.text('number'), status, housekeeping: status, sourceStatus }`,
    `kind: 'room', id: room.id('number'), data: { room: { housekeeping: status, sourceStatus } }`,
    /ids: externalId of room.*missing/
  ],
  // Times.
  [
    'seconds as milliseconds',
    'forms',
    `time: fields.instant('modified')`,
    `time: new Date(Number(fields.text('modified'))).toISOString()`,
    /times: the time of .*1970/
  ],
  [
    'milliseconds as seconds',
    'stays',
    `const time = fields.instant('updated')`,
    `const time = new Date(Number(fields.text('updated')) * 1000).toISOString().replace('+0', '')`,
    /times: |no event: \/time|throws/
  ],
  [
    'a time that is not used',
    'bookings',
    `time: fields.instant('occurredAt'),`,
    ``,
    /times: \/occurredAt looks like the time/
  ],
  [
    'the time of an item that is not used',
    'soap',
    `time: stay.instant('@Modified'),`,
    ``,
    /times: .*@Modified looks like the time/
  ],
  [
    'the arrival as the time of the event',
    'bookings',
    `time: fields.instant('occurredAt')`,
    `time: booking.day('arrival') && booking.day('arrival') + 'T00:00:00.000Z'`,
    /times: the date of the stay in \/booking\/arrival/
  ],
  [
    'dates that are swapped',
    'bookings',
    `arrivalDate: booking.day('arrival'),\n          departureDate: booking.day('departure')`,
    `arrivalDate: booking.day('departure'),\n          departureDate: booking.day('arrival')`,
    /times: .*departs before it arrives/
  ],
  [
    'dates that are swapped, of a state',
    'soap',
    `arrivalDate: stay.day('From'),\n          departureDate: stay.day('To')`,
    `arrivalDate: stay.day('To'),\n          departureDate: stay.day('From')`,
    /times: .*departs before it arrives/
  ],
  [
    'a departure on the day of arrival',
    'inn',
    `departureDate: data.day('departure_date')`,
    `departureDate: data.day('arrival_date')`,
    /times: the date in .*arrival_date is used as arrival and as departure/
  ],
  [
    'a local time that is not used, not even as the order',
    'desk',
    `order: booking.order('modifiedOn'),`,
    ``,
    /times: \/booking\/modifiedOn looks like the time/
  ],
  [
    'an order as the time',
    'desk',
    `order: booking.order('modifiedOn'),`,
    `time: booking.order('modifiedOn'),`,
    /times: the time in \/booking\/modifiedOn has no zone/
  ],
  [
    'the time of creation that is not used',
    'inn',
    `const time = fields.instant('created_at', 'UTC')`,
    `const time = undefined`,
    /times: \/created_at looks like the time/
  ],
  [
    'the departure as the time of the event',
    'inn',
    `return [{ time, reservation,`,
    `return [{ time: data.day('departure_date') && \`\${data.day('departure_date')}T11:00:00.000Z\`, reservation,`,
    /times: the date of the stay in .*departure_date/
  ],
  // Money.
  [
    'cents as an amount',
    'bookings',
    `booking.money('totalCents', 'currency', { isMinor: true })`,
    `booking.money('totalCents', 'currency')`,
    /money: \/booking\/totalCents counts the smallest unit/
  ],
  [
    'a hundredth for every currency',
    'bookings',
    `booking.money('totalCents', 'currency', { isMinor: true })`,
    `booking.json.totalCents && { amount: (booking.json.totalCents / 100).toFixed(2), currency: booking.text('currency') }`,
    /money: .*JPY/
  ],
  [
    'a fixed currency beside one that is sent',
    'bookings',
    `booking.money('totalCents', 'currency', { isMinor: true })`,
    `booking.money('totalCents', { code: 'EUR' }, { isMinor: true })`,
    /money: .*the currency stays EUR/
  ],
  [
    'a fixed currency where none is sent',
    'stays',
    `{ code: options.currency }`,
    `{ code: 'EUR' }`,
    /money: the currency is fixed/
  ],
  // What was not sent.
  [
    'an empty text for what is missing',
    'bookings',
    `...booking.in('guest').name({ first: 'first', last: 'last' })`,
    `firstName: booking.in('guest').text('first') ?? '', lastName: booking.in('guest').text('last')`,
    /absent: without .*an empty text/
  ],
  [
    'an empty text for a phone number that is missing',
    'bookings',
    `phone: booking.in('guest').phone('phone')`,
    `phone: booking.in('guest').phone('phone') ?? ''`,
    /absent: without .*phone is null/
  ],
  [
    'null for what is missing',
    'bookings',
    `phone: booking.in('guest').phone('phone')`,
    `phone: booking.in('guest').phone('phone') ?? null`,
    /absent: without .*phone is null/
  ],
  [
    'null for a number that is missing',
    'bookings',
    `adults: booking.count('adults')`,
    `adults: booking.count('adults') ?? null`,
    /absent: without .*adults is null/
  ],
  [
    'a number of people that nobody sent',
    'bookings',
    `adults: booking.count('adults')`,
    `adults: booking.count('adults') ?? 1`,
    /absent: without .*adults of .* is 1, which is not in the payload/
  ],
  [
    'a number of people that is always the same',
    'bookings',
    `adults: booking.count('adults')`,
    `adults: 17`,
    /absent: the adults of .* is 17, whatever the payload has/
  ],
  [
    'a language that nobody sent',
    'inn',
    `const guest = data.in('guest')`,
    `const guest = { person: (names) => ({ ...data.in('guest').person(names), language: data.in('guest').language('language') ?? 'fr' }) }`,
    /absent: without .*language of .* is "fr", which is not in the payload/
  ],
  [
    'a name for guests without one',
    'stays',
    `guest: stay.name({ full: 'name' })`,
    `guest: stay.text('name') ? stay.name({ full: 'name' }) : { firstName: null, lastName: 'Guest' }`,
    /absent: without .*lastName of .* is "Guest", which is not in the payload/
  ],
  [
    'a currency where the payload has none',
    'bookings',
    `booking.money('totalCents', 'currency', { isMinor: true })`,
    `booking.money('totalCents', { code: booking.text('currency') ?? 'EUR' }, { isMinor: true })`,
    /absent: without .*currency of .* is "EUR", which is not in the payload/
  ],
  // The hotel.
  [
    'one hotel for all deliveries',
    'inn',
    `fields.in('data').id('hotel_id')`,
    `'777'`,
    /ids: the id in .*hotel_id is fixed/
  ],
  [
    'no hotel in one shape',
    'chat',
    `property: (_payload, { fields }) => fields.id('hotelCode')`,
    `property: (_payload, { fields }) => (fields.in('message').flag('inbound') ? fields.id('hotelCode') : undefined)`,
    /property: message\/m-2 has no property/
  ],
  // Messages.
  [
    'a message without a recipient',
    'chat',
    `message: {`,
    `kind: 'message', type: 'message.received', id: message.id('id'), data: { message: { externalId: message.id('id'), direction: 'inbound', type: 'text', from: null, text: message.text('body'), media: [] } },\n        ignored: {`,
    /messages: message\/m-1 has no `to`/
  ],
  [
    'a message without a sender',
    'chat',
    `message: {`,
    `kind: 'message', type: 'message.received', id: message.id('id'), data: { message: { externalId: message.id('id'), direction: 'inbound', type: 'text', to: null, text: message.text('body'), media: [] } },\n        ignored: {`,
    /messages: message\/m-1 has no `from`/
  ],
  [
    'a text that is cut further than the fixtures go',
    'chat',
    `text: message.text('body')`,
    `text: message.text('body')?.slice(0, 500)`,
    /messages: the text of a message in \/message\/body is changed or cut/
  ],
  [
    'a text without its blanks',
    'chat',
    `text: message.text('body')`,
    `text: message.text('body')?.trim().replace(/\\s+/g, ' ')`,
    /messages: the text of a message in \/message\/body is changed or cut/
  ],
  [
    'an empty text for a message without one',
    'chat',
    `text: message.text('body')`,
    `text: message.text('body') ?? ''`,
    /absent: without \/message\/body, message.text is an empty text/
  ],
  [
    'the time of a message that is not used',
    'chat',
    `time: message.instant('createdAt'),`,
    ``,
    /times: \/message\/createdAt looks like the time/
  ],
  // Batches.
  [
    'a batch of which the first is read',
    'batch',
    `fields.list('rooms').map(`,
    `fields.list('rooms').slice(0, 1).map(`,
    /batches: of two items in \/rooms, only one is read|fixture/
  ],
  [
    'a batch that ends at the first odd item',
    'batch',
    `fields.list('rooms').map(`,
    `untilOdd(fields).map(`,
    /batches: behind an item .* are lost/
  ],
  [
    'a batch that drops odd items silently',
    'batch',
    `fields.list('rooms').map(`,
    `silently(fields).map(`,
    /batches: .*is dropped: report a problem/
  ],
  [
    'a schema that one odd item breaks',
    'batch',
    `rooms: Type.Array(Type.Unknown())`,
    `rooms: Type.Array(Type.Object({ number: Type.String() }))`,
    /batches: an item that cannot be read costs the others/
  ],
  [
    'one element of several',
    'soap',
    `.list('Stay')\n      .map(`,
    `.list('Stay')\n      .slice(0, 1)\n      .map(`,
    /batches: of two elements .*Stay, only one is read/
  ],
  // Keys.
  [
    'a key of the id and the state',
    'inn',
    `[fields.id('id')]`,
    `[fields.in('data').id('id'), fields.in('data').word('status') ?? '']`,
    /keys: the key of reservation\/.* has only its id and its state/
  ],
  [
    'one key for a whole delivery',
    'batch',
    `key: [room.id('seq')],`,
    `key: [fields.id('hotel')],`,
    /batches: two updates of .* have one key|keys: the key is the same/
  ],
  [
    'a key that is the same for every update',
    'bookings',
    `[fields.id('id')]`,
    `['bookings']`,
    /keys: the key is the same/
  ],
  [
    'a key of the reservation alone',
    'bookings',
    `[fields.id('id')]`,
    `[fields.in('booking').id('number')]`,
    /keys: the key is the same/
  ],
  ['a key of the hotel alone', 'bookings', `[fields.id('id')]`, `[fields.id('hotel')]`, /keys: the key is the same/],
  [
    'a key with the number of the attempt',
    'bookings',
    `[fields.id('id')]`,
    `[fields.id('id'), fields.id('attempt')]`,
    /keys: the key depends on \/attempt/
  ],
  [
    'a key with the time of sending',
    'bookings',
    `[fields.id('id')]`,
    `[fields.id('id'), fields.text('sentAt')]`,
    /keys: the key depends on \/sentAt/
  ],
  [
    'a key with a header of each attempt',
    'bookings',
    `key: (_payload, { fields }) => [fields.id('id')]`,
    `headers: ['x-attempt'],\n  key: (_payload, { fields, headers }) => [fields.id('id'), headers['x-attempt'] ?? '0']`,
    /keys: the key depends on the header x-attempt/
  ],
  [
    'a state without a time or a key',
    'soap',
    `time: stay.instant('@Modified'),\n        timebasis: 'modified',`,
    ``,
    /times: .*looks like the time/
  ],
  // Replies.
  [
    'a reply that ignores the outcome',
    'forms',
    `reply: (payload, { outcome }) =>`,
    `reply: () => ({ contentType: 'text/plain', body: 'OK' }),\n  unused: (payload, { outcome }) =>`,
    /reply: it ignores the outcome/
  ],
  [
    'a reply that throws without a payload',
    'forms',
    `payload === undefined`,
    `payload.bookid === undefined`,
    /reply: it throws/
  ],
  [
    'a reply that refuses what is stored',
    'forms',
    `: { contentType: 'text/plain', body: \`OK`,
    `: { status: 500, contentType: 'text/plain', body: \`OK`,
    /reply: a delivery that is stored is answered 500/
  ],
  [
    'a success for a sender that is refused',
    'soap',
    `payload === undefined ?`,
    `payload === undefined && outcome !== 'refused' ?`,
    /reply: it ignores the outcome: a sender/
  ],
  [
    'a reply that repeats markup',
    'soap',
    `escapeXml(notifyOf(fields).text('@EchoToken') ?? '')`,
    `notifyOf(fields).text('@EchoToken') ?? ''`,
    /reply: it repeats .*@EchoToken as it is: .*escapeXml/
  ],
  [
    'a success with the token of the sender for what cannot be read',
    'soap',
    `payload === undefined ?`,
    `payload === null ?`,
    /reply: it ignores the outcome/
  ],
  // Handshakes.
  [
    'a handshake that says yes to everything',
    'chat',
    `handshake: headerChallenge('x-hook-secret')`,
    `handshake: { ...headerChallenge('x-hook-secret'), check: () => '1158201444' }`,
    /handshake: it answers a delivery/
  ],
  [
    'a handshake that answers nothing',
    'chat',
    `handshake: headerChallenge('x-hook-secret')`,
    `handshake: { ...headerChallenge('x-hook-secret'), check: () => undefined }`,
    /handshake: it does not get the answer/
  ],
  [
    'a handshake with another word',
    'chat',
    `handshake: headerChallenge('x-hook-secret')`,
    `handshake: { ...headerChallenge('x-hook-secret'), check: (r) => (r.body.length === 0 ? 'yes' : undefined) }`,
    /handshake: it does not get the answer/
  ]
]
