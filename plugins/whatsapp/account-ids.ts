import type { Found } from '../../schemas/collect.ts'
import type { AccountId, Fact, Reading, State } from '../../schemas/reading.ts'
import { changeReadings } from './change-readings.ts'

/** The readings of a change, with the ids of the hotel's own number and of its WhatsApp account. */
export function withIds(
  found: Found<Reading>,
  { phoneNumberId, accountId }: { phoneNumberId: string | null; accountId: string | null }
): Found<Reading> {
  const shared: AccountId[] = []
  if (phoneNumberId !== null) shared.push({ type: 'phone_number_id', value: phoneNumberId })
  if (accountId !== null) shared.push({ type: 'waba_id', value: accountId })
  // Each reading was made for this change. A copy of it would take longer than all else here (npm run bench -- --only yardsticks).
  return changeReadings(found, (reading) => Object.assign(reading, { ids: idsOf(reading, shared) }))
}

/** An entry can be about a business that has several WhatsApp accounts: then the reading names the account. */
function idsOf({ kind, id }: Fact | State, shared: readonly AccountId[]): readonly AccountId[] {
  if (kind !== 'account' || shared.some(({ value }) => value === id)) return shared
  return [{ type: 'waba_id', value: id }, ...shared]
}
