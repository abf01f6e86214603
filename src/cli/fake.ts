import { once } from 'node:events'
import { codeOf } from '../db/errors.ts'
import { startFake } from '../fakes/start-fake.ts'
import { type FakeSource, VENDORS } from '../fakes/vendors.ts'
import { type Command, CommandFailed, UsageError } from './command.ts'

const NAMES = Object.keys(VENDORS)
/** Of the first vendor. Each has its own, so that all fakes can run at once. */
const FIRST_PORT = 4010

export const fake: Command = {
  name: 'fake',
  words: ['VENDOR'],
  options: { port: { value: 'N', help: 'port on 127.0.0.1; 0: any free port; default: one for each vendor' } },
  details: [
    `VENDOR is one of: ${NAMES.join(', ')}.`,
    'The fake has an invented house with a few reservations, and refuses what the vendor refuses. It prints the settings with which a gateway uses it, and runs until Ctrl-C. docs/fakes.md says how to change a reservation, and how to make the fake fail.'
  ],
  examples: ['bellhook fake mews', 'bellhook fake mews --port 0 --json'],
  async run({ words, count, out }) {
    const [name = ''] = words
    if (!isSource(name)) throw new UsageError(`there is no fake of ${name}: use one of ${NAMES.join(', ')}`)
    const interrupted = once(process, 'SIGINT')
    const port = count('port', 0) ?? FIRST_PORT + NAMES.indexOf(name)
    if (port > 65_535) throw new UsageError(`--port=${port} is invalid: use a number from 0 to 65535`)
    const running = await startFake(name, { port }).catch((error: unknown) => {
      if (codeOf(error) !== 'EADDRINUSE') throw error
      throw new Error(`127.0.0.1:${port} is in use. Use --port 0 for any free port. (EADDRINUSE)`)
    })
    const { source, url, settings } = running
    const lines = Object.entries(settings).map(([setting, value]) => `  ${setting}=${value}`)
    out.result({ source, url, settings }, [`The fake of ${source} runs at ${url}`, ...lines].join('\n'))
    out.say('Start a gateway with these settings and with DESTINATION_NETWORKS=127.0.0.1/32. Press Ctrl-C to end.')
    await interrupted
    await running.close()
    throw new CommandFailed(130)
  }
}

function isSource(name: string): name is FakeSource {
  return NAMES.includes(name)
}
