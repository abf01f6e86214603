import type { AccountKind } from '../../accounts/account-kinds.ts'
import type { AccountView } from '../../accounts/account-view.ts'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { addressOf } from '../fields.ts'
import { idWords, kindWords, secretWords } from './account-words.ts'
import { Clock } from './clock.tsx'
import { Action, Choice, Field, Hidden } from './form.tsx'
import { HotelChoice } from './hotel-fields.tsx'
import { Badge, Facts, Panel, UpLink } from './parts.tsx'

export const ENDING = 'Webhooks signed with it are refused from now on.'
export const PAUSING = 'What comes is kept, and read when you resume.'
export const REMOVING = 'Its URL and its secrets stop working at once. Its deliveries and events stay.'

type Secret = AccountView['secrets'][number]

interface DetailsProps {
  account: AccountView
  kind: AccountKind | undefined
  may: { operate: boolean; manage: boolean }
  hotels: readonly HotelView[]
}

export function AccountDetails({ account, kind, may, hotels }: DetailsProps) {
  const path = `/app/accounts/${account.slug}`
  return (
    <>
      <UpLink href="/app/accounts">Accounts</UpLink>
      <Facts
        facts={[
          ['State', account.state === 'paused' ? <Badge tone="warn">Paused</Badge> : <Badge tone="ok">Active</Badge>],
          ['Kind', kindWords(account.kind)],
          ['Hotel', account.hotel ?? 'none'],
          ['Slug', <code key="slug">{account.slug}</code>]
        ]}
      />
      <div class="actions">
        <a class="button" href={`${path}/connect`}>
          Connection
        </a>
        <a class="button" href={addressOf('/app/deliveries', { account: account.slug })}>
          Deliveries
        </a>
        {may.operate && account.state === 'active' && (
          <Action action={`${path}/pause`} label="Pause" confirm={PAUSING} />
        )}
        {may.operate && account.state === 'paused' && <Action action={`${path}/resume`} label="Resume" isMain />}
      </div>
      <Secrets account={account} kind={kind} mayManage={may.manage} />
      <Ids account={account} kind={kind} mayManage={may.manage} hotels={hotels} />
      {may.manage && (
        <Panel name="Change">
          <form method="post" action={path}>
            <Field label="Name" name="name" value={account.name} maxLength={200} required />
            <HotelChoice hotels={hotels} value={account.hotel ?? ''} />
            <button type="submit">Save</button>
          </form>
          <Action action={`${path}/remove`} label="Remove" confirm={REMOVING} />
        </Panel>
      )}
    </>
  )
}

type PartProps = Pick<DetailsProps, 'account' | 'kind'> & { mayManage: boolean }

function Secrets({ account: { slug, secrets }, kind, mayManage }: PartProps) {
  const path = `/app/accounts/${slug}/secrets`
  const purposes = [...(kind?.purposes.keys() ?? [])]
  return (
    <Panel name="Secrets">
      {secrets.length === 0 && <p>This account has no secret, so it refuses everything.</p>}
      <ul>
        {secrets.map((secret) => (
          <li key={secret.id}>
            {secretWords(secret.purpose)} {secret.hint !== null && <code>…{secret.hint}</code>}, added{' '}
            <Clock at={secret.createdAt} />, {secret.usedAt === null ? 'never used' : 'last used '}
            {secret.usedAt !== null && <Clock at={secret.usedAt} />}
            {secret.endsAt !== null && (
              <>
                , ends <Clock at={secret.endsAt} />
              </>
            )}
            {mayManage && <Action action={`${path}/${secret.id}/end`} label={endLabel(secret)} confirm={ENDING} />}
          </li>
        ))}
      </ul>
      {mayManage && secrets.length > 0 && (
        <p class="soft">To change a secret, add the new one, and end the old one later.</p>
      )}
      {mayManage &&
        purposes.map((purpose, at) => (
          <Action
            key={purpose}
            action={path}
            label={at === 0 ? 'Add secret' : `Add ${secretWords(purpose).toLowerCase()}`}
          >
            <Hidden name="purpose" value={purpose} />
            <Field label={secretWords(purpose)} name="value" type="password" autocomplete="off" required />
          </Action>
        ))}
    </Panel>
  )
}

/** Begins with the word of the confirming button, and has the last characters that the secret may show. */
export function endLabel({ purpose, hint }: Pick<Secret, 'purpose' | 'hint'>): string {
  const what = secretWords(purpose).toLowerCase()
  return hint === null ? `End ${what}` : `End ${what} …${hint}`
}

function Ids({ account: { slug, ids }, kind, mayManage, hotels }: PartProps & Pick<DetailsProps, 'hotels'>) {
  const path = `/app/accounts/${slug}/ids`
  return (
    <Panel name="Ids">
      {ids.length === 0 && <p>This account has no id. What names one is kept under Unclaimed.</p>}
      <ul>
        {ids.map(({ type, value, hotel, label }) => (
          <li key={`${type} ${value}`}>
            {idWords(type)} <code>{value}</code> {label} {hotel !== null && `(${hotel})`}
            {mayManage && (
              <Action
                action={`${path}/remove`}
                label={`Remove ${value}`}
                confirm="What names this id is kept under Unclaimed."
              >
                <Hidden name="type" value={type} />
                <Hidden name="value" value={value} />
              </Action>
            )}
          </li>
        ))}
      </ul>
      {mayManage && (
        <Action action={path} label="Add id">
          <Choice
            label="Type"
            name="type"
            options={(kind?.idTypes ?? []).map((type) => [type, idWords(type)] as const)}
          />
          <Field label="Id" name="value" maxLength={255} required />
          <HotelChoice hotels={hotels} none="The hotel of the account" />
        </Action>
      )}
    </Panel>
  )
}
