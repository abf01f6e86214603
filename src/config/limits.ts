/**
 * Every bound that keeps one sender, one reader, or one delivery from taking what all others need.
 * They are not settings: an operator has no way to know better values. The attack harness runs a gateway with one of them
 * switched off, to prove that the attack it stops is a real one.
 */
export const LIMITS = Object.freeze({
  http: Object.freeze({
    /** Bytes of one body. Meta's batches reach 3 MB. */
    bodyBytes: 4 * 1024 * 1024,
    /** Bytes of all bodies in memory. Parsed and normalized, a body takes several times its size. */
    bodiesBytes: 32 * 1024 * 1024,
    /** Chunks of one body, beside one for every 64 bytes. A chunk takes about a microsecond, however small it is. */
    bodyChunks: 8_192,
    /** In each of these periods, in milliseconds, as many bytes have to arrive as `bodyBytesPerSecond` asks for, or the body is refused. */
    bodyPeriodMs: 5_000,
    bodyBytesPerSecond: 1_024,
    /** Requests that are verified, stored, or answered at the same time. This many small ones fit into memory. */
    requests: 20_000,
    /** This many of them are never refused. */
    freeRequests: 3_000,
    /** A further request is refused if it would wait this many milliseconds. */
    expectedWaitMs: 2_000,
    /** Open connections. Each takes a file descriptor and about 15 KB. */
    connections: 8_192,
    /** While connections are accepted, turns of the event loop from the first read of one to that of the next; 0: each is read at once. */
    acceptTurns: 16,
    /** Connections that are read for the first time in one turn, while no other one is accepted. */
    readsPerTurn: 64,
    /** Connections of one client that wait for that. With more, the oldest of them is read at once. */
    unreadPerClient: 1_024,
    /** Requests of one connection without an answer. */
    pipelinedRequests: 32,
    /** Requests that wait for an answer behind another one of their connection, over all connections. Each takes about 5 KB. */
    waitingRequests: 1_024,
    /** Of those, so many are begun in one turn of the event loop. */
    waitingPerTurn: 4,
    /** Headers of one request. */
    headers: 128,
    /** Bytes of the headers of one request. */
    headerBytes: 16 * 1024,
    /** Bytes of the URL, beside those of the headers. A GET of Twilio with 1,600 emoji has 19 KB of query. */
    urlBytes: 24 * 1024,
    /** Milliseconds from the first byte until the headers are complete; 0: no limit. */
    headersMs: 15_000,
    /** Milliseconds from the first byte until the body is complete; 0: no limit. */
    requestMs: 30_000,
    /** Milliseconds without any traffic on a connection; 0: no limit. */
    silenceMs: 30_000,
    /** Milliseconds in which a refused sender may finish sending and read the answer, before the connection is closed. */
    lingerMs: 5_000
  }),
  addresses: Object.freeze({
    /** Share of connections, of unfinished bodies, and of their bytes that one client address may use. */
    share: 0.25,
    /** Requests of one address that fail verification, per minute. Then the address gets 429 until the minute ends. */
    failuresPerMinute: 60,
    /** Milliseconds for which an address counts as proven after a request that passed verification. */
    provenMs: 24 * 60 * 60 * 1_000,
    /** Addresses that are remembered as proven, and as many that are remembered for their failures. */
    remembered: 10_000
  }),
  reading: Object.freeze({
    /** Bytes of a body that is read at once. The worst such body takes about 50 ms. A larger one is read in a worker thread. */
    atOnceBytes: 64 * 1024,
    /** Bytes of bodies that are read in one turn of the event loop. Further ones are read in the next turns. */
    bytesPerTurn: 128 * 1024,
    /** Bodies that wait for the worker thread. Further ones get a 503. */
    queuedBodies: 32,
    /** Bytes of the bodies that the worker thread has read and that are not stored yet. Their readings take 15 times as much. */
    largeBytes: 4 * 1024 * 1024,
    /** Milliseconds that the worker thread may take for one body. After that the delivery is quarantined. */
    deadlineMs: 10_000,
    /** MiB of heap of the worker thread. The worst body of 4 MiB needs about 100. */
    heapMebibytes: 128,
    /** Milliseconds without work after which the worker thread ends. */
    idleMs: 60_000,
    /** Bytes of JSON of the readings of one body. */
    resultBytes: 32 * 1024 * 1024,
    /** Bytes of JSON of readings that are parsed before other work gets its turn. */
    pieceBytes: 128 * 1024
  }),
  decoding: Object.freeze({
    /** Times its size that a compressed body may decode to. JSON is compressed to a tenth, and repetitive JSON to a fiftieth. */
    ratio: 100,
    /** Bytes that any compressed body may decode to. */
    freeBytes: 64 * 1024,
    /** Bytes of all decoded bodies until their requests are answered. */
    totalBytes: 16 * 1024 * 1024,
    /** Milliseconds that a compressed body waits for its share of `totalBytes` before it gets a 503. */
    waitMs: 5_000
  }),
  ledger: Object.freeze({
    /** Deliveries that share a commit. */
    batchDeliveries: 500,
    /** Readings, and bytes of bodies, that share a commit. A larger delivery is written alone, in slices. */
    batchReadings: 1_000,
    batchBytes: 1024 * 1024,
    /** Readings that are drafted before other work gets its turn on the event loop. */
    sliceReadings: 500,
    /** Bytes of JSON that are made before other work gets its turn. */
    sliceBytes: 1024 * 1024,
    /** Bytes of events in one statement. */
    statementBytes: 4 * 1024 * 1024,
    /** Bytes of entity states that are read at once. */
    lookUpBytes: 4 * 1024 * 1024,
    /** Bytes of JSON of an event's `data`, and of an entity's state. */
    dataBytes: 256 * 1024,
    /** Bytes of JSON that one delivery's readings may have before each further one gets `crowdedDataBytes`. */
    deliveryDataBytes: 16 * 1024 * 1024,
    crowdedDataBytes: 8 * 1024,
    /** Characters of the kind, id, source, property, and type of a reading together. */
    nameCharacters: 32 * 1024,
    /** Readings of a replay that are compared before other work gets its turn. */
    replayReadings: 100,
    /** Bytes of new events and of states that one replay may hold. */
    replayBytes: 64 * 1024 * 1024,
    /** Changes that the answer to a replay lists, and bytes of their differences. */
    replayChanges: 1_000,
    replayChangesBytes: 1024 * 1024,
    /** Problems that are stored with a delivery. The reason has their number. */
    problems: 1_000,
    /** Times that the database takes other deliveries, but not this one, before it is quarantined. */
    attempts: 3,
    /** The same, if what fails is the connection: most often that is not because of the delivery. */
    brokenConnections: 10,
    /** Milliseconds after which a delivery that is not committed yet is acknowledged from the spool. */
    acknowledgeMs: 1_500
  }),
  reads: Object.freeze({
    /** Bytes of one page of events or deliveries. Only a single row that is larger makes a larger page. */
    pageBytes: 2 * 1024 * 1024,
    /** Bytes of all answers of the API that are being read, or that their clients have not taken yet. */
    answersBytes: 16 * 1024 * 1024,
    /** Milliseconds that a request waits for its share of `answersBytes` before it gets a 503. */
    waitMs: 5_000,
    /** A client may fall this far behind `bytesPerSecond`, in milliseconds, before its connection is closed. */
    stallMs: 10_000,
    /** The same while others wait for the bytes that the client holds. */
    pressedStallMs: 2_000,
    /** The slowest rate at which a client may take an answer, or events that wait for it. */
    bytesPerSecond: 16 * 1024,
    /** Pages of the feed, and states, that are read from the database and built at the same time. */
    pagesAtOnce: 2,
    /** Bytes of one page of a live stream. An event of today, with at most 256 KiB of data, fits. */
    streamPageBytes: 512 * 1024,
    /** Bytes of the pages that readers of live streams catch up with, each reader with its own. */
    catchUpBytes: 8 * 1024 * 1024,
    /** Bytes of new events that some reader of a live stream has not taken yet. */
    liveBytes: 16 * 1024 * 1024,
    /** Bytes of new events that one reader may leave untaken before it reads pages of its own. */
    behindBytes: 1024 * 1024,
    /** Open live streams. */
    streams: 1_000,
    /** Bytes of a stored body that one step of a raw download reads. */
    rawSliceBytes: 256 * 1024,
    /** Problems of one delivery that an answer lists. It counts the others. */
    problems: 100,
    /** Characters of a reason, or of the path or text of a problem, in an answer. */
    problemChars: 1_000,
    /** Event ids that an answer lists for one replay of the past. `added` and `corrected` count all of them. */
    replayEvents: 100,
    /** Requests for a replay at work. Each interprets one stored delivery at a time. */
    replays: 2,
    /** Milliseconds that a request for a replay waits for the ones before it before it gets a 503. */
    replayWaitMs: 20_000,
    /** Bytes of the changes that the answer to a replay lists for one delivery. It counts the others. */
    replayBytes: 256 * 1024,
    /** Scrapes of `/metrics` at work or not taken yet. */
    scrapes: 16
  }),
  auth: Object.freeze({
    /** Wrong API tokens of one client address in a minute. After that it gets a 429. */
    wrongTokensPerMinute: 10,
    /** Client addresses whose wrong tokens are counted. An entry takes about 150 bytes. */
    addresses: 10_000,
    /** Log lines about wrong tokens in a minute, of all addresses together. */
    logLinesPerMinute: 60
  }),
  accounts: Object.freeze({
    /** Secrets of accounts that one request is checked against, where nothing in it names its account. */
    tries: 32,
    /** Bytes that those checks may hash together: 2 tries of 3 MB take about 3 ms. */
    triedBytes: 6 * 1024 * 1024,
    /** Ids in the bytes of a request whose accounts are tried first. */
    hints: 8,
    /** Bytes of a body in which those ids are looked for. Meta names them at the beginning. */
    hintBytes: 64 * 1024,
    /** Ids that no account has which one delivery lists, and entries of its `waiting`. */
    waiting: 100,
    /** Milliseconds between two looks at the version of accounts and keys. */
    pollMs: 2_000,
    /** Accounts whose last webhooks are remembered in memory. */
    connections: 20_000,
    /** Paths that were called and do not exist, and characters of one. */
    lostPaths: 50,
    lostPathCharacters: 200
  }),
  gateways: Object.freeze({
    /** Milliseconds between two messages with which a gateway tells the others that it runs. */
    heartbeatMs: 5_000,
    /** Other gateways that are remembered, and milliseconds after which one that is not heard is forgotten. */
    remembered: 100,
    forgottenMs: 10 * 60_000
  }),
  logins: Object.freeze({
    /** Passwords that wait to be hashed. Each takes about 170 ms, one after the other. Further ones get a 503. */
    waitingPasswords: 16,
    /** Failures of one name and address before the next attempt has to wait. */
    freeFailures: 3,
    /** The wait doubles with each failure, from one second up to this. */
    longestWaitSeconds: 900,
    /** Seconds after which failures are forgotten. */
    failureMemorySeconds: 24 * 60 * 60,
    /** Seconds without a request after which a session ends, and seconds after which it ends in any case. */
    idleSeconds: 12 * 60 * 60,
    sessionSeconds: 7 * 24 * 60 * 60,
    /** Seconds for which a setup link can be used: of a start, and of an operator that was added. */
    firstLinkSeconds: 60 * 60,
    linkSeconds: 48 * 60 * 60,
    /** Bytes of a form. */
    formBytes: 8 * 1024
  }),
  oidc: Object.freeze({
    /** Milliseconds for one request to the provider, from connecting to the last byte. */
    callMs: 5_000,
    /** Bytes of one answer of the provider. */
    answerBytes: 256 * 1024,
    /** Milliseconds after which the provider is asked for its addresses again, and before a failed request is repeated. */
    metadataMs: 60 * 60_000,
    retryMs: 2_000,
    /** Seconds in which a person has to come back from the provider. */
    flowSeconds: 600,
    /** Logins that wait for the provider at the same time. Further ones get a 503. */
    exchanges: 16,
    /** Failures of one address before the next one has to wait. An office shares an address. */
    freeFailures: 20
  }),
  hydration: Object.freeze({
    /** Milliseconds for one call of a vendor's API, from connecting to the last byte. */
    callMs: 30_000,
    /** Bytes of one answer. */
    answerBytes: 20 * 1024 * 1024,
    /** Pages of one walk, and calls about the rows of one page. */
    pages: 10_000,
    callsPerPage: 2_000,
    /** Milliseconds between two looks at the queue. */
    pollMs: 500,
    /** Seconds for which one gateway may make the calls of a vendor before it has to renew that. */
    leaseSeconds: 10,
    /** Records that are taken from the queue at once, and events that are sent thin at once. */
    queuedAtOnce: 2_000,
    releasedAtOnce: 500,
    /** Milliseconds between two looks at the traffic of sources whose API is not called. */
    trafficMs: 30_000,
    /** Seconds until a record that the vendor does not know is asked for once more: it may not have reached all of its servers. */
    againSeconds: 30
  }),
  consumers: Object.freeze({
    /** Named consumers and destinations. */
    named: 1_000,
    /** Requests that wait for events of a named consumer. Further ones get a 503. */
    waiting: 1_000,
    /** Bytes of the pages of named consumers that are being read, or that their clients have not taken yet. */
    pagesBytes: 8 * 1024 * 1024,
    /** Milliseconds between two looks for events, while a request waits. A wake-up comes earlier. */
    pollMs: 500,
    /** Events of the feed that one statement looks at, and statements of one look that find nothing. */
    scanRows: 10_000,
    scans: 5,
    /** A shard stores its position after this many events that are not for it. */
    advance: 1_000,
    /** Parked events of a shard beyond which it gets no new ones. */
    parked: 10_000,
    /** Parked events that are handed out at once. */
    retries: 100,
    /** Events of one shard that a live stream sends before they are acknowledged, and seconds of its leases. */
    streamEvents: 1_000,
    streamLeaseSeconds: 30,
    /** 0: later events of a lane do not wait for one that failed. The torture harness proves with it that they have to. */
    keepsOrder: 1,
    /** 0: an ack counts even if another reader has the shard. The torture harness proves with it that epochs are needed. */
    fencing: 1
  }),
  outbound: Object.freeze({
    /** Milliseconds for the name, the connection, and TLS of a request that Bellhook sends. */
    connectMs: 5_000,
    /** Bytes of the headers of an answer. */
    headerBytes: 16 * 1024,
    /** Unused connections that are kept for each host, and milliseconds after which one is closed. Servers often close after 5 s. */
    idleConnections: 64,
    idleMs: 4_000
  }),
  destinations: Object.freeze({
    /** Events, and their bytes, that one shard has read and not settled. After a crash, at most these are sent again. */
    windowEvents: 1_000,
    windowBytes: 8 * 1024 * 1024,
    /** Bytes of the pages of the feed that are kept for other shards. */
    sharedBytes: 8 * 1024 * 1024,
    /** Events that wait for another attempt. A shard with more of them reads no further ones. */
    parkedEvents: 10_000,
    /** Events that one replay shard has. A larger replay has several. */
    replayEvents: 10_000,
    /** Seconds for which a gateway leases a shard, and milliseconds between two renewals. */
    leaseSeconds: 15,
    renewMs: 5_000,
    /** Milliseconds between two checkpoints, and between two looks at the configuration and at the feed. */
    checkpointMs: 200,
    refreshMs: 1_000,
    /** Milliseconds that a closing gateway waits for answers before it gives back its leases. */
    drainMs: 1_000,
    /** First and longest pause of the breaker, in milliseconds. */
    firstPauseMs: 5_000,
    longestPauseMs: 900_000,
    /** Milliseconds of failures after which a destination is paused: 5 days. */
    longestFailureMs: 5 * 24 * 60 * 60 * 1_000,
    /** Requests with events of one lane at once. With more than one, their order is lost. */
    laneRequests: 1,
    /** Unsettled events that a stored cursor may have behind it. More than none are lost in a crash. */
    unsettledBehindCursor: 0,
    /** Later leases of a shard under which a gateway still sends and stores its results. With more than none, two gateways send one shard. */
    laterLeases: 0,
    /** Days for which attempts are kept. */
    attemptDays: 7
  }),
  dashboard: Object.freeze({
    /** Open live lists. */
    streams: 200,
    /** Milliseconds between two looks for new deliveries, while a live list is open. */
    pollMs: 250,
    /** Deliveries that one look reads, and that a list which was away catches up with. */
    liveRows: 500,
    /** Milliseconds between two looks whether the session of a live list still counts. */
    sessionCheckMs: 2_000,
    /** Milliseconds that one step of a search may take before it answers with what it has found. */
    searchMs: 100,
    /** Milliseconds for the preview of a kind of quarantined deliveries. It then says how many it has looked at. */
    previewMs: 3_000,
    /** Milliseconds for grouping quarantined deliveries by kind. The page then says how many it has grouped. */
    groupMs: 1_000,
    /** Milliseconds for which a gateway has a replay job to itself. It renews the lease with every delivery. */
    leaseMs: 15_000,
    /** Milliseconds between two looks for replay jobs that another gateway has left. */
    jobPollMs: 5_000
  }),
  dashboardTests: Object.freeze({
    /** Milliseconds that a test of a connection waits for the answer of the account's URL. */
    testTimeoutMs: 10_000
  }),
  maintenance: Object.freeze({
    /** Guests with a current reservation that the removal of old state remembers. About 50 MB of keys. */
    bookedGuests: 500_000
  })
})

type Groups = typeof LIMITS

/** The same names with any numbers. */
export type Limits = {
  readonly [Group in keyof Groups]: { readonly [Name in keyof Groups[Group]]: number }
}
