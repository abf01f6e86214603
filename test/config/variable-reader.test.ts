import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { variableReader } from '../../src/config/variable-reader.ts'

t.test('a reference reads variables of the operator, and no setting of Bellhook', async (t) => {
  const settings = [
    ...[
      'DATABASE_URL',
      'API_TOKEN',
      'SECRETS_KEY',
      'OIDC_CLIENT_SECRET',
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_APP_SECRET_FILE'
    ],
    ...['MEWS_ACCESS_TOKEN', 'GUESTY_CLIENT_SECRET'],
    ...['PGPASSWORD', 'NODE_OPTIONS', 'OTEL_EXPORTER_OTLP_HEADERS']
  ]
  const environ = Object.fromEntries([...settings, 'CRM_SECRET'].map((name) => [name, `value of ${name}`]))
  const readVariable = variableReader(environ, channels)
  for (const name of settings) t.equal(readVariable(name), undefined, name)
  t.equal(readVariable('CRM_SECRET'), 'value of CRM_SECRET')
  t.equal(readVariable('ABSENT'), undefined)
})
