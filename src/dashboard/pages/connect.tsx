import type { FastifyInstance } from 'fastify'
import { type ConnectKind, connectKinds } from '../connect-kinds.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { kindWords, secretWords } from '../view/account-words.ts'

const PATH = '/app/connect'

export function connectPage(app: FastifyInstance, { accounts, channels }: DashboardServices): void {
  const kinds = connectKinds(accounts.kinds, channels)
  app.get(PATH, (request, reply) => sendPage(request, reply, 'Connect a channel', <Kinds kinds={kinds} />))
}

function Kinds({ kinds }: { kinds: readonly ConnectKind[] }) {
  return (
    <>
      <p>Choose what sends the webhooks. You need access to its settings, to paste a URL there.</p>
      <ul class="choices">
        {kinds.map(({ slug, kind, given }) => (
          <li key={slug}>
            <a href={`${PATH}/${slug}`}>{kindWords(kind.name)}</a>{' '}
            <span class="soft">needs: {given.map(secretWords).join(' or ') || 'nothing'}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
