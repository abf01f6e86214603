import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { invalidField } from '../../accounts/management.ts'
import { OperatorChange } from '../../api/accounts/operator-routes.ts'
import { onlyApiToken } from '../../api/authorize.ts'
import { notFound } from '../../contract/errors.ts'
import { type OperatorRow, readOperator } from '../../db/accounts/operators.ts'
import { allHotels } from '../all-hotels.ts'
import { formOf } from '../fields.ts'
import { checked, type Mistakes, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { sessionOf } from '../session.ts'
import { CheckedForm } from '../view/checked-form.tsx'
import { UpLink } from '../view/parts.tsx'
import { RoleFields } from '../view/role-fields.tsx'

const PEOPLE = '/app/people'
const PATH = `${PEOPLE}/:name/change`
const checkChange = check(OperatorChange)

type Params = { Params: { name: string } }

/** Changes the role and the hotels of a person. */
export function personPage(app: FastifyInstance, { accounts, database }: DashboardServices): void {
  app.get<Params>(PATH, { config: { role: 'admin' } }, async (request, reply) => {
    const hotels = await allHotels(accounts.hotels, onlyApiToken(request))
    const { role, hotels: chosen } = await find(request.params.name)
    return sendForm(request, reply, { role, hotels, chosen: chosen ?? [], mistakes: NO_MISTAKES })
  })

  app.post<Params>(PATH, async (request, reply) => {
    const caller = onlyApiToken(request)
    const { name } = request.params
    // The last admin could lock everybody out.
    if (name === sessionOf(request).name)
      throw invalidField('/name', 'must be another person: nobody changes their own role')
    const form = formOf(request)
    const [role, chosen] = [form.get('role') ?? '', form.getAll('hotels')]
    await find(name)
    try {
      const change = checked(checkChange, { role, hotels: chosen.length === 0 ? null : chosen })
      await accounts.operators.update(caller, name, change)
    } catch (error) {
      const hotels = await allHotels(accounts.hotels, caller)
      return sendForm(request, reply, { role, hotels, chosen, mistakes: mistakesOf(error) })
    }
    return reply.redirect(PEOPLE, 303)
  })

  async function find(name: string): Promise<OperatorRow> {
    const found = await readOperator(database.query, name)
    if (found === undefined) throw notFound('operator')
    return found
  }
}

interface FormProps {
  role: string
  hotels: readonly HotelView[]
  /** Slugs. */
  chosen: readonly string[]
  mistakes: Mistakes
}

function sendForm(request: FastifyRequest<Params>, reply: FastifyReply, props: FormProps): FastifyReply {
  const { name } = request.params
  return sendPage(
    request,
    reply.code(props.mistakes.status),
    `Change ${name}`,
    <>
      <UpLink href={PEOPLE}>People</UpLink>
      <CheckedForm action={`${PEOPLE}/${name}/change`} mistakes={props.mistakes} button="Save">
        <RoleFields {...props} />
        <p class="soft">The sessions of {name} end, and the next login has the new role.</p>
      </CheckedForm>
    </>
  )
}
