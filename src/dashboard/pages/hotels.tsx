import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import { NewHotel } from '../../api/accounts/hotel-routes.ts'
import { callerOf } from '../../api/authorize.ts'
import { errors } from '../../contract/errors.ts'
import { listHotels, type ManagedHotel } from '../../db/dashboard/managed.ts'
import type { OlderPage } from '../../db/dashboard/window.ts'
import { addressOf, formOf, queryOf } from '../fields.ts'
import { checked, fieldOf, type Mistakes, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { sessionOf, viewerOf } from '../session.ts'
import { CheckedForm } from '../view/checked-form.tsx'
import { Clock } from '../view/clock.tsx'
import { Field } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { UpLink } from '../view/parts.tsx'
import { nameOf } from '../view/words.ts'
import { hasRole } from '../viewer.ts'

const PATH = '/app/hotels'
const NEW = `${PATH}/new`
const checkHotel = check(NewHotel)

export function hotelsPage(app: FastifyInstance, { accounts, database }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const older = { before: beforeOf(queryOf(request)), limit: PAGE_ROWS }
    const page = await listHotels(database.query, callerOf(request).hotels, older)
    const mayAdd = hasRole(viewerOf(request), 'admin') && callerOf(request).hotels === null
    return sendPage(request, reply, 'Hotels', <List page={page} mayAdd={mayAdd} />)
  })

  app.get(NEW, { config: { role: 'admin' } }, (request, reply) => sendForm(request, reply))

  app.post(PATH, async (request, reply) => {
    // Its creator could not see the new hotel.
    if (sessionOf(request).hotels !== null) throw new errors.FORBIDDEN()
    const form = formOf(request)
    const [name, slug, timeZone, country] = ['name', 'slug', 'timeZone', 'country'].map((field) =>
      (form.get(field) ?? '').trim()
    )
    try {
      const hotel = checked(checkHotel, { name, slug, timeZone, country: country || null })
      await accounts.hotels.create(callerOf(request), { ...hotel, country: hotel.country ?? null })
    } catch (error) {
      return sendForm(request, reply, mistakesOf(error))
    }
    return reply.redirect(PATH, 303)
  })
}

function sendForm(request: FastifyRequest, reply: FastifyReply, mistakes: Mistakes = NO_MISTAKES): FastifyReply {
  const form = formOf(request)
  const field = fieldOf(form, mistakes)
  return sendPage(
    request,
    reply.code(mistakes.status),
    'Add a hotel',
    <>
      <UpLink href={PATH}>Hotels</UpLink>
      <CheckedForm action={PATH} mistakes={mistakes} button="Add hotel">
        <Field label="Name" {...field('name')} maxLength={200} required />
        <Field
          label="Slug"
          {...field('slug')}
          hint="The name in the API, like seaview. It never changes."
          maxLength={64}
          required
        />
        <Field label="Time zone" {...field('timeZone')} hint="An IANA name, like Europe/Berlin." required />
        <Field
          label="Country"
          {...field('country')}
          hint="Two capital letters, like DE. It may stay empty."
          maxLength={2}
        />
      </CheckedForm>
    </>
  )
}

const COLUMNS: readonly Column<ManagedHotel>[] = [
  { head: 'Hotel', cell: ({ slug, name }) => <a href={addressOf('/app/accounts', { hotel: slug })}>{name}</a> },
  { head: 'Slug', cell: ({ slug }) => <code>{slug}</code> },
  { head: 'Time zone', cell: ({ timeZone }) => timeZone, wide: true },
  { head: 'Accounts', cell: ({ accounts }) => accounts.map(nameOf).join(', ') || 'none' },
  { head: 'Last webhook', cell: ({ lastAt }) => (lastAt === null ? 'never' : <Clock at={lastAt} />) }
]

function List({ page: { rows, before }, mayAdd }: { page: OlderPage<ManagedHotel>; mayAdd: boolean }) {
  return (
    <>
      {mayAdd && (
        <p>
          <a class="button" href={NEW}>
            Add a hotel
          </a>
        </p>
      )}
      <ListTable
        caption="Hotels, newest first"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ slug }) => slug}
        older={before === undefined ? undefined : addressOf(PATH, { before: String(before) })}
        empty={
          <p>No hotels yet. Accounts work without one; with hotels, people and API keys can be limited to them.</p>
        }
      />
    </>
  )
}
