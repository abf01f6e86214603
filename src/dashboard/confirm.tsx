import type { FastifyReply, FastifyRequest } from 'fastify'
import { formOf } from './fields.ts'
import { sendPage } from './page.tsx'
import { Hidden } from './view/form.tsx'

interface Question {
  /** Begins with the word of the button: `End the secret …9f2c`. */
  label: string
  /** What happens, in one sentence. */
  sentence: string
  /** The page that the person came from. */
  back: string
}

/** True: the person has confirmed the form. The dialog of the script does that too. */
export function isConfirmed(request: FastifyRequest): boolean {
  return formOf(request).get('confirmed') === 'yes'
}

/** Without script, a page asks what the dialog asks. */
export function askToConfirm(
  request: FastifyRequest,
  reply: FastifyReply,
  { label, sentence, back }: Question
): FastifyReply {
  const fields = [...formOf(request)].filter(([name]) => name !== 'confirmed')
  return sendPage(
    request,
    reply,
    `Confirm: ${label}`,
    <form method="post">
      <p>{sentence}</p>
      {fields.map(([name, value]) => (
        <Hidden key={name} name={name} value={value} />
      ))}
      <Hidden name="confirmed" value="yes" />
      <p>
        <button type="submit" class="main">
          {label}
        </button>{' '}
        <a href={back}>Cancel</a>
      </p>
    </form>
  )
}
