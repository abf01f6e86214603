import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { ROOT } from '../support/root.ts'

const CONFIG = ts.parseConfigFileTextToJson('tsconfig.json', ts.sys.readFile(join(ROOT, 'tsconfig.json')) ?? '').config
const { options } = ts.convertCompilerOptionsFromJson(CONFIG.compilerOptions, ROOT)

const ASSIGNABLE = /is not assignable/
const CASES = [
  { source: declaration('SmsMessage', 'readMessage') },
  { source: declaration('SmsStatus', 'readStatus') },
  { source: declaration('GuestBody', 'readGuest') },
  { source: declaration('ReservationBody', 'readReservation') },
  { source: declaration('SmsStatus', 'readGuest'), refused: ASSIGNABLE },
  { source: declaration('GuestBody', 'readReservation'), refused: ASSIGNABLE },
  { source: declaration('EventBody', 'readGuest'), refused: ASSIGNABLE },
  { source: declaration('SmsMessage', 'readMessage', 'noField'), refused: /Property 'noField' does not exist/ }
]

t.test('schema, normalize, and reply of an endpoint are tied together by their types', async (t) => {
  const errors = typeErrors(CASES.map(({ source }) => source))
  for (const [at, { source, refused }] of CASES.entries()) {
    const name = String(/schema: .*\s+normalize: .*/.exec(source)?.[0])
    if (refused) t.match(errors[at]?.join(), refused, name)
    else t.strictSame(errors[at], [], name)
  }
})

function declaration(schema: string, normalize: string, field?: string): string {
  const body = field === undefined ? "''" : `payload.${field}`
  return `
    import { EventBody, GuestBody, ReservationBody } from './schemas/pms.ts'
    import { SmsMessage, SmsStatus } from './schemas/sms.ts'
    import { readGuest, readReservation } from './plugins/pms/generic.ts'
    import { readMessage } from './plugins/sms/message.ts'
    import { readStatus } from './plugins/sms/status.ts'
    import { defineEndpoint } from './src/contract/endpoint.ts'
    import { text } from './src/contract/reply.ts'
    const all = [EventBody, GuestBody, ReservationBody, SmsMessage, SmsStatus, readGuest, readReservation, readMessage, readStatus]
    export const endpoint = defineEndpoint({
      path: '',
      source: String(all.length),
      credentials: () => [],
      decode: (body) => body,
      schema: ${schema},
      normalize: ${normalize},
      onInvalid: 'quarantine',
      reply: (_outcome, { payload }) => text(200, payload === undefined ? '' : String(${body}) + String(payload)),
      docs: { summary: '', access: 'anyone', replies: {} }
    })`
}

/** What the compiler says of each of these files, all at the root of the project. */
function typeErrors(sources: readonly string[]): string[][] {
  const files = new Map(sources.map((source, at) => [join(ROOT, `declared-endpoint-${at}.ts`), source]))
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile
  host.getSourceFile = (name, version) => {
    const source = files.get(name)
    return source === undefined ? read(name, version) : ts.createSourceFile(name, source, version)
  }
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true }, host)
  return [...files.keys()].map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  )
}
