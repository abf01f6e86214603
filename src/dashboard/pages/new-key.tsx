import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { SCOPES, type Scope } from '../../accounts/scopes.ts'
import { NewKey } from '../../api/accounts/key-routes.ts'
import { onlyApiToken } from '../../api/authorize.ts'
import { allHotels } from '../all-hotels.ts'
import { formOf } from '../fields.ts'
import { checked, fieldOf, type Mistakes, mistakeAt, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { CheckedForm } from '../view/checked-form.tsx'
import { Checkbox, Choice, Field, type Option } from '../view/form.tsx'
import { HotelCheckboxes } from '../view/hotel-fields.tsx'
import { UpLink } from '../view/parts.tsx'
import { ShownKey } from './keys.tsx'

const PATH = '/app/keys'
const DAY_MS = 86_400_000
const checkKey = check(NewKey)

const ABOUT: Readonly<Record<Scope, string>> = {
  'events.read': 'the feed, the stream, and the current state. They hold guest data.',
  'deliveries.read': 'what arrived and what became of it, without bodies',
  'bodies.read': 'the exact bytes. Each use is in the audit log.',
  replay: 'read stored deliveries again',
  metrics: 'the figures at /metrics',
  manage: 'hotels, accounts, and their secrets. It never reads a secret.'
}

const ENDS: readonly Option[] = [
  ['365', 'in a year'],
  ['90', 'in 90 days'],
  ['30', 'in 30 days'],
  ['never', 'never']
]

export function newKeyPage(app: FastifyInstance, { accounts }: DashboardServices): void {
  app.get(`${PATH}/new`, { config: { role: 'admin' } }, async (request, reply) => {
    const hotels = await allHotels(accounts.hotels, onlyApiToken(request))
    return sendForm(request, reply, hotels)
  })

  app.post(PATH, async (request, reply) => {
    const caller = onlyApiToken(request)
    try {
      const { key } = await accounts.keys.create(caller, checked(checkKey, keyOf(formOf(request))))
      return sendPage(request, reply, 'API keys', <ShownKey value={key} />)
    } catch (error) {
      const mistakes = mistakesOf(error)
      return sendForm(request, reply, await allHotels(accounts.hotels, caller), mistakes)
    }
  })
}

function keyOf(form: URLSearchParams): object {
  const hotels = form.getAll('hotels')
  const days = Number(form.get('ends') ?? '365')
  return {
    name: (form.get('name') ?? '').trim(),
    scopes: form.getAll('scopes'),
    hotels: hotels.length === 0 ? null : hotels,
    endsAt: days > 0 && days <= 365 ? new Date(Date.now() + days * DAY_MS).toISOString() : null
  }
}

function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  hotels: readonly HotelView[],
  mistakes: Mistakes = NO_MISTAKES
): FastifyReply {
  const form = formOf(request)
  const field = fieldOf(form, mistakes)
  const scopes = form.getAll('scopes')
  const scopeMistake = mistakeAt(mistakes, '/scopes')
  return sendPage(
    request,
    reply.code(mistakes.status),
    'New key',
    <>
      <UpLink href={PATH}>API keys</UpLink>
      <CheckedForm action={PATH} mistakes={mistakes} button="Create key">
        <Field
          label="Name"
          {...field('name')}
          hint="The program that uses it, like night-report."
          maxLength={64}
          required
        />
        <fieldset>
          <legend>Scopes</legend>
          {scopeMistake !== undefined && <p class="bad">Choose at least one scope.</p>}
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              label={`${scope}: ${ABOUT[scope]}`}
              name="scopes"
              value={scope}
              checked={scopes.includes(scope)}
            />
          ))}
        </fieldset>
        <HotelCheckboxes hotels={hotels} error={mistakeAt(mistakes, '/hotels/0')} />
        <Choice label="Ends" name="ends" value={form.get('ends') ?? '365'} options={ENDS} />
      </CheckedForm>
    </>
  )
}
