import type { AccountView } from '../../accounts/account-view.ts'
import type { TestResult } from '../send-test.ts'
import { kindWords, secretWords } from './account-words.ts'
import { type ConnectionRegionProps, ConnectionState } from './connection-region.tsx'
import { Action, Field } from './form.tsx'
import { Badge, Panel, UpLink } from './parts.tsx'

export interface MadeSecret {
  id: string
  purpose: string
  value: string
}

interface DetailsProps {
  account: AccountView
  region: ConnectionRegionProps
  /** Secrets to paste at the provider. */
  made: readonly MadeSecret[]
  result: TestResult | undefined
  mayTest: boolean
}

export function ConnectDetails({ account, region, made, result, mayTest }: DetailsProps) {
  const { slug, kind, urls } = account
  const path = `/app/accounts/${slug}/connect`
  const token = made.find(({ purpose }) => purpose === 'webhook_token')
  const suffix = token === undefined ? '' : `?token=${encodeURIComponent(token.value)}`
  return (
    <>
      <UpLink href={`/app/accounts/${slug}`}>{account.name}</UpLink>
      <Panel name={`Paste into ${kindWords(kind)}`}>
        {urls.map((url, at) => (
          <Field
            key={url}
            label={at === 0 ? 'Callback URL' : `Callback URL ${at + 1}`}
            name={`url.${at}`}
            value={url + suffix}
            readOnly
            hint={at === 0 ? undefined : 'For another kind of webhook of the same provider.'}
          />
        ))}
        {made.map(({ id, purpose, value }) => (
          <Field key={id} label={secretWords(purpose)} name={purpose} value={value} readOnly />
        ))}
        {made.length === 0 && kind === 'whatsapp' && (
          <p class="soft">The verify token is shown to admins, until the first webhook was verified.</p>
        )}
      </Panel>
      <Panel name="Connection">
        <div aria-live="polite" hx-get={`${path}/state`} hx-trigger="every 1s" hx-swap="innerMorph">
          <ConnectionState {...region} />
        </div>
        <noscript>
          <p>
            <a href={path}>Look again</a>
          </p>
        </noscript>
      </Panel>
      {mayTest && (
        <Panel name="Try it without the provider">
          <p>A test is signed as the provider signs, and goes through the Callback URL. Nothing is stored.</p>
          <Action action={`${path}/test`} label="Send a test" />
        </Panel>
      )}
      {result !== undefined && (
        <Panel name="Test result">
          <p>
            <Badge tone={result.passed ? 'ok' : 'bad'}>{result.passed ? 'Passed' : 'Failed'}</Badge> {result.sentence}
          </p>
        </Panel>
      )}
      {kind === 'whatsapp' && (
        <Panel name="If nothing comes">
          <ul>
            <li>The app is in development mode: publish it, or use a test number.</li>
            <li>The field "messages" is not subscribed.</li>
            <li>A firewall holds Meta back: look at the log of the proxy.</li>
          </ul>
        </Panel>
      )}
    </>
  )
}
