import type { Attack } from './attack.ts'
import { cardNumbers } from './attacks/card-numbers.ts'
import { equalEntities } from './attacks/equal-entities.ts'
import { expectContinue } from './attacks/expect-continue.ts'
import { fatEvents } from './attacks/fat-events.ts'
import { foreignSource } from './attacks/foreign-source.ts'
import { gzipBomb } from './attacks/gzip-bomb.ts'
import { headers } from './attacks/headers.ts'
import { messageStatuses } from './attacks/message-statuses.ts'
import { nestedGuests } from './attacks/nested-guests.ts'
import { none } from './attacks/none.ts'
import { oneAddress } from './attacks/one-address.ts'
import { participants } from './attacks/participants.ts'
import { pipelining } from './attacks/pipelining.ts'
import { poisonDelivery } from './attacks/poison-delivery.ts'
import { replays } from './attacks/replays.ts'
import { silentConnections } from './attacks/silent-connections.ts'
import { slowBodies } from './attacks/slow-bodies.ts'
import { slowHeads } from './attacks/slow-heads.ts'
import { smsParameters } from './attacks/sms-parameters.ts'
import { stalledScrapes } from './attacks/stalled-scrapes.ts'
import { tinyChunks } from './attacks/tiny-chunks.ts'
import { trickledAnswers } from './attacks/trickled-answers.ts'
import { unfinishedBodies } from './attacks/unfinished-bodies.ts'
import { unknownFields } from './attacks/unknown-fields.ts'
import { unknownPaths } from './attacks/unknown-paths.ts'
import { unreadAnswers } from './attacks/unread-answers.ts'
import { unreadStreams } from './attacks/unread-streams.ts'
import { unreadableItems } from './attacks/unreadable-items.ts'
import { untakenDownloads } from './attacks/untaken-downloads.ts'
import { wrongSignatures } from './attacks/wrong-signatures.ts'
import { wrongTokens } from './attacks/wrong-tokens.ts'

/** All attacks in the order of the table: first those of strangers, then those that need a signature or a token. */
export const attacks: readonly Attack[] = [
  none,
  tinyChunks,
  unfinishedBodies,
  slowHeads,
  slowBodies,
  silentConnections,
  oneAddress,
  unknownPaths,
  expectContinue,
  pipelining,
  unreadAnswers,
  headers,
  wrongTokens,
  wrongSignatures,
  foreignSource,
  messageStatuses,
  participants,
  unreadableItems,
  nestedGuests,
  unknownFields,
  equalEntities,
  cardNumbers,
  smsParameters,
  gzipBomb,
  poisonDelivery,
  fatEvents,
  unreadStreams,
  untakenDownloads,
  trickledAnswers,
  stalledScrapes,
  replays
]

export function attackNamed(name: string): Attack {
  const attack = attacks.find((one) => one.name === name)
  if (attack === undefined) throw new Error(`there is no attack ${name}`)
  return attack
}
