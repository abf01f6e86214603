import { localUrl } from '../../config/address.ts'
import { escapeSecret } from '../../config/secret.ts'
import { readSettings } from '../../config/settings.ts'
import { type Call, type Command, CommandFailed } from '../command.ts'
import { GATEWAY_OPTIONS, gatewayClient } from '../gateway-client.ts'
import { numberOf } from '../number-of.ts'
import type { Output } from '../output.ts'
import { withProgramName } from '../program-name.ts'
import { checkAccounts } from './check-accounts.ts'
import { checkChannels } from './check-channels.ts'
import { checkClock } from './check-clock.ts'
import { checkDatabase } from './check-database.ts'
import { checkDestinations } from './check-destinations.ts'
import { checkDisk } from './check-disk.ts'
import { checkGateway } from './check-gateway.ts'
import { checkLogin } from './check-login.ts'
import { checkProviders } from './check-providers.ts'
import { checkSettings } from './check-settings.ts'
import { endpointsOf } from './endpoints.ts'
import type { Finding, Level } from './finding.ts'

const MARKS: Readonly<Record<Level, readonly [mark: string, color: Parameters<Output['paint']>[0]]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  wrong: ['✗', 'red'],
  skipped: ['-', 'dim']
}

export const doctor: Command = {
  name: 'doctor',
  options: { ...GATEWAY_OPTIONS, settings: { help: 'check the settings only, before a start' } },
  details: [
    'It checks settings, gateway, public URL, channels, accounts, providers, destinations, login, database, clock, and disk. Run it with the settings of the gateway. It changes nothing, and prints no secret.',
    'If the gateway is running, it also signs a request for each channel as the provider would, and asks the gateway whether it accepts it: directly, and through PUBLIC_URL. Nothing of that is stored.',
    '✓ OK, ! warning, ✗ error, - not set up or not checked. The exit code is 0 without errors, 78 for wrong settings, and otherwise 1.'
  ],
  examples: [
    'bellhook doctor',
    'PUBLIC_URL=https://hooks.example.com bellhook doctor',
    'bellhook doctor --settings',
    'bellhook doctor --json'
  ],
  async run(call) {
    const tally = { ok: 0, warning: 0, wrong: 0, skipped: 0 }
    const report = (area: string, findings: readonly Finding[]) => {
      call.out.say(`${area === 'settings' ? '' : '\n'}${call.out.paint('bold', titleOf(area))}`)
      for (const finding of findings) {
        tally[finding.level]++
        printFinding(area, finding, call)
      }
    }
    const settings = await readSettings(call.environ)
    if (call.has('settings')) report('settings', checkSettings(settings))
    else await checkEverything(call, settings, report)
    call.out.say(
      `\n${numberOf(tally.wrong, 'error')}, ${numberOf(tally.warning, 'warning')}, ${tally.ok} OK, ${tally.skipped} skipped.`
    )
    if (settings.problems.length > 0) throw new CommandFailed(78)
    if (tally.wrong > 0) throw new CommandFailed()
  }
}

async function checkEverything(
  call: Call,
  settings: Awaited<ReturnType<typeof readSettings>>,
  report: (area: string, findings: readonly Finding[]) => void
): Promise<void> {
  const { config, channels } = settings
  const client = gatewayClient({
    text: call.text,
    // Defaults stand in for invalid settings.
    environ: {
      HOST: config.host,
      PORT: String(config.port),
      DATA_DIR: config.dataDir,
      API_TOKEN: config.secrets.get('API_TOKEN')?.map(escapeSecret).join(',')
    }
  })
  report('settings', checkSettings(settings))
  const gateway = await checkGateway(client)
  report('gateway', gateway.findings)

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
  report('public URL', publicUrl)
  report('channels', found)
  report('accounts', await checkAccounts(client, gateway.token !== undefined))
  report('providers', await checkProviders(client, gateway.token !== undefined))
  report('destinations', await checkDestinations(client, gateway.token !== undefined))

  report('login', await checkLogin(config))

  const database = await checkDatabase(config.databaseUrl, config.dataDir)
  report('database', database.findings)
  report('clock', checkClock(database.facts, date))
  report('disk', await checkDisk(config))
}

function printFinding(area: string, { level, text, advice: given }: Finding, { out, environ }: Call): void {
  const advice = given && withProgramName(given, environ)
  const [mark, color] = MARKS[level]
  // The mark replaces the first blanks of the indent, so that wrapped lines align.
  const lines = [`  ${out.paint(color, mark)} ${out.wrap(text, '    ').slice(4)}`]
  if (advice !== undefined) lines.push(out.wrap(advice, '      '))
  out.result({ area, level, text, advice }, lines.join('\n'))
}

function titleOf(area: string): string {
  return area.charAt(0).toUpperCase() + area.slice(1)
}
