import { localUrl } from '../../config/address.ts'
import { escapeSecret } from '../../config/secret.ts'
import { readSettings } from '../../config/settings.ts'
import { type Call, type Command, NotWell } from '../command.ts'
import { GATEWAY_OPTIONS, gatewayClient } from '../gateway-client.ts'
import type { Output } from '../output.ts'
import { checkChannels } from './check-channels.ts'
import { checkClock } from './check-clock.ts'
import { checkDatabase } from './check-database.ts'
import { checkDisk } from './check-disk.ts'
import { checkGateway } from './check-gateway.ts'
import { checkSettings } from './check-settings.ts'
import { endpointsOf } from './endpoints.ts'
import type { Finding, Level } from './finding.ts'

const MARKS: Readonly<Record<Level, readonly [mark: string, colour: Parameters<Output['paint']>[0]]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  wrong: ['✗', 'red'],
  skipped: ['-', 'dim']
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'looks at settings, channels, public URL, database, clock and disk, and says what to do',
  options: GATEWAY_OPTIONS,
  details: [
    'Call it with the settings of the gateway. It changes nothing, and shows no secret.',
    'With a gateway that runs, it also signs a request for each channel as its provider would and asks what the gateway thinks of it: straight, and through PUBLIC_URL. Nothing of that is kept.',
    '✓ well, ! to mind, ✗ wrong, - not set up or not looked at. It ends with 0 where nothing is ✗, with 78 where the settings are wrong, else with 1.'
  ],
  examples: ['bellhook doctor', 'PUBLIC_URL=https://hooks.example.com bellhook doctor', 'bellhook doctor --json'],
  async run(call) {
    const tally = { ok: 0, warning: 0, wrong: 0, skipped: 0 }
    const tell = (area: string, findings: readonly Finding[]) => {
      call.out.say(`${area === 'settings' ? '' : '\n'}${call.out.paint('bold', titleOf(area))}`)
      for (const finding of findings) {
        tally[finding.level]++
        tellFinding(area, finding, call.out)
      }
    }
    const settings = await readSettings(call.environ)
    await examine(call, settings, tell)
    call.out.say(
      `\n${tally.wrong} wrong, ${tally.warning} to mind, ${tally.ok} well, ${tally.skipped} not looked at or not set up.`
    )
    if (settings.problems.length > 0) throw new NotWell(78)
    if (tally.wrong > 0) throw new NotWell()
  }
}

async function examine(
  call: Call,
  settings: Awaited<ReturnType<typeof readSettings>>,
  tell: (area: string, findings: readonly Finding[]) => void
): Promise<void> {
  const { config, channels } = settings
  const client = gatewayClient({
    text: call.text,
    // Of what is wrong, the defaults are used.
    environ: {
      HOST: config.host,
      PORT: String(config.port),
      DATA_DIR: config.dataDir,
      API_TOKEN: config.secrets.get('API_TOKEN')?.map(escapeSecret).join(',')
    }
  })
  tell('settings', checkSettings(settings))
  const gateway = await checkGateway(client)
  tell('gateway', gateway.findings)

  const {
    publicUrl,
    channels: found,
    date
  } = await checkChannels({
    endpoints: await endpointsOf(channels, config, call.environ),
    config,
    isPublic: config.publicUrl !== localUrl(config.host, config.port),
    gateway: gateway.token === undefined ? undefined : { url: client.url, token: gateway.token }
  })
  tell('public URL', publicUrl)
  tell('channels', found)

  const database = await checkDatabase(config.databaseUrl, config.dataDir)
  tell('database', database.findings)
  tell('clock', checkClock(database.facts, date))
  tell('disk', await checkDisk(config))
}

function tellFinding(area: string, { level, text, advice }: Finding, out: Output): void {
  const [mark, colour] = MARKS[level]
  const lines = [`  ${out.paint(colour, mark)} ${text}`, ...(advice?.split('\n') ?? []).map((line) => `      ${line}`)]
  out.tell({ area, level, text, advice }, lines.join('\n'))
}

function titleOf(area: string): string {
  return area.charAt(0).toUpperCase() + area.slice(1)
}
