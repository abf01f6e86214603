import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import { onlyApiToken } from '../../api/authorize.ts'
import { ConsumerName } from '../../consumers/consumer-options.ts'
import { ShapeError } from '../../contract/errors.ts'
import { readConsumer } from '../../db/consumers/consumers.ts'
import { DestinationBody } from '../../destinations/destination-body.ts'
import { formOf, textOf } from '../fields.ts'
import { checked, fieldOf, type Mistakes, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { CheckedForm } from '../view/checked-form.tsx'
import { ORDERINGS } from '../view/filter-words.ts'
import { Choice, Field } from '../view/form.tsx'
import { UpLink } from '../view/parts.tsx'
import { ShownSecret } from '../view/shown-secret.tsx'

const LIST = '/app/destinations'
/** Not below the list: a destination may be called `new`. */
const PATH = '/app/new-destination'
const checkNew = check(
  Type.Object({ name: ConsumerName, ...DestinationBody.properties }, { additionalProperties: false })
)

export function newDestinationPage(app: FastifyInstance, { destinations, database }: DashboardServices): void {
  app.get(PATH, { config: { role: 'admin' } }, async (request, reply) => {
    onlyApiToken(request)
    return sendForm(request, reply)
  })

  app.post(PATH, async (request, reply) => {
    const caller = onlyApiToken(request)
    try {
      const { name, ...body } = checked(checkNew, destinationOf(formOf(request)))
      // The API replaces a destination of this name.
      if ((await readConsumer(database.query, name)) !== undefined) {
        throw new ShapeError([{ path: '/name', message: 'is the name of another destination or consumer' }])
      }
      const { view } = await destinations.managed.put(caller, name, body)
      const { secret } = Object(view)
      return sendPage(request, reply, name, <ShownSecret name={name} value={String(secret)} />)
    } catch (error) {
      return sendForm(request, reply, mistakesOf(error))
    }
  })
}

function destinationOf(form: URLSearchParams): object {
  const types =
    form
      .get('types')
      ?.split(/[\s,]+/)
      .filter((type) => type !== '') ?? []
  const property = textOf(form, 'property')
  return {
    name: textOf(form, 'name') ?? '',
    url: textOf(form, 'url') ?? '',
    filter: { ...(types.length > 0 && { types }), ...(property !== undefined && { property }) },
    ordering: textOf(form, 'ordering') ?? 'lane'
  }
}

function sendForm(request: FastifyRequest, reply: FastifyReply, mistakes: Mistakes = NO_MISTAKES): FastifyReply {
  const form = formOf(request)
  const field = fieldOf(form, mistakes)
  const typeMistake = mistakes.violations.find(({ path }) => path.startsWith('/filter/types'))
  return sendPage(
    request,
    reply.code(mistakes.status),
    'New destination',
    <>
      <UpLink href={LIST}>Destinations</UpLink>
      <CheckedForm action={PATH} mistakes={mistakes} button="Create destination">
        <Field
          label="Name"
          {...field('name')}
          hint="The program that gets the events, like butler. It cannot be changed later."
          maxLength={63}
          required
        />
        <Field
          label="URL"
          {...field('url')}
          hint="https, and an address that everybody can reach, unless DESTINATION_NETWORKS lists it."
          maxLength={2_048}
          required
        />
        <Field
          label="Event types"
          {...field('types')}
          error={typeMistake?.message}
          hint="Separated by commas, like message.*, guest.checked_in. Empty: all."
        />
        <Field
          label="Property"
          {...field('property', '/filter/property')}
          hint="Id of one hotel, as the events have it. Empty: all."
          maxLength={500}
        />
        <Choice label="Order" {...field('ordering')} value={form.get('ordering') ?? 'lane'} options={ORDERINGS} />
        <p class="soft">
          It gets the events that arrive from now on. An event that fails alone is tried again after 5 s, 30 s, 2 min,
          and 5 min. The API and <code>bellhook destinations set</code> have more settings.
        </p>
      </CheckedForm>
    </>
  )
}
