import type { FastifyInstance } from 'fastify'
import { formOf, oneOf, queryOf } from '../fields.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { Checkbox, Choice } from '../view/form.tsx'
import { Facts, Notice } from '../view/parts.tsx'
import { capitalized } from '../view/words.ts'
import { savePreferences, THEMES, type Viewer } from '../viewer.ts'

const PATH = '/app/me'

export function mePage(app: FastifyInstance, _services: DashboardServices): void {
  app.get(PATH, (request, reply) => {
    const isSaved = queryOf(request).has('saved')
    return sendPage(request, reply, 'My account', <MyAccount viewer={viewerOf(request)} isSaved={isSaved} />)
  })

  app.post(PATH, { config: { role: 'viewer' } }, async (request, reply) => {
    const form = formOf(request)
    savePreferences(reply, { theme: oneOf(form, 'theme', THEMES) ?? 'system', keys: form.get('keys') === 'on' })
    return reply.redirect(`${PATH}?saved`, 303)
  })
}

function MyAccount({ viewer, isSaved }: { viewer: Viewer; isSaved: boolean }) {
  const { name, role, hotels, theme, keys, zone } = viewer
  return (
    <>
      {isSaved && <Notice tone="ok">Saved.</Notice>}
      <Facts
        facts={[
          ['Name', name],
          ['Role', capitalized(role)],
          ['Hotels', hotels === null ? 'all' : hotels.join(', ') || 'none'],
          ['Times in', zone]
        ]}
      />
      <form method="post" action={PATH}>
        <Choice
          label="Theme"
          name="theme"
          value={theme}
          options={THEMES.map((one) => [one, capitalized(one)] as const)}
        />
        <Checkbox label="Keyboard shortcuts" name="keys" checked={keys} />
        <button type="submit" class="main">
          Save
        </button>
      </form>
    </>
  )
}
