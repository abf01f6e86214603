import { OUTCOMES } from '../../../schemas/event.ts'
import { periodOptions } from '../list-query.ts'
import { Choice, Field, Hidden, type Option } from '../view/form.tsx'
import { nameOf, OUTCOME_WORDS } from '../view/words.ts'
import type { FilterFields } from './deliveries-filter.ts'

interface DeliveryFiltersProps {
  fields: FilterFields
  channels: readonly string[]
  accounts: readonly Option[]
}

/** The filters of the list. A POST, because what is searched for may be data of a guest. */
export function DeliveryFilters({ fields, channels, accounts }: DeliveryFiltersProps) {
  const { outcome, channel, account, since } = fields
  return (
    <form method="post" action="/app/deliveries" class="filters">
      <Field
        label="Search"
        name="search"
        type="search"
        placeholder="Id, phone number, confirmation number, text"
        maxLength={500}
      />
      <Choice
        label="Outcome"
        name="outcome"
        value={outcome}
        options={[['', 'Any outcome'], ...OUTCOMES.map((one) => [one, OUTCOME_WORDS[one].word] as const)]}
      />
      <Choice
        label="Channel"
        name="channel"
        value={channel}
        options={[['', 'Any channel'], ...channels.map((one) => [one, nameOf(one)] as const)]}
      />
      <Choice label="Account" name="account" value={account} options={[['', 'Any account'], ...accounts]} />
      <Choice label="Period" name="since" value={since} options={periodOptions(since)} />
      <Hidden name="hotel" value={fields.hotel} />
      <Hidden name="reason" value={fields.reason} />
      <Hidden name="until" value={fields.until} />
      <button type="submit">Search</button>
      <a href="/app/deliveries">Clear</a>
    </form>
  )
}
