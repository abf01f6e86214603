import type { Config } from '../../config/config.ts'
import type { Settings } from '../../config/settings.ts'
import type { SecretSetting } from '../../contract/channel.ts'
import { checkWorkers } from './check-workers.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

/** Checks the environment variables alone. */
export function checkSettings({ channels, config, problems, warnings }: Settings): Finding[] {
  const mode = config.development
    ? ok('development mode: bound to loopback, and NODE_ENV is not production')
    : ok('not development mode: every channel needs a secret, and /api needs API_TOKEN')
  return [
    ...problems.map((problem) => wrong(problem, 'See docs/settings.md.')),
    ...warnings.map((text) => warning(text, 'See docs/settings.md.')),
    ...(problems.length === 0 ? [ok('the gateway can start with these settings')] : []),
    mode,
    checkWorkers(config),
    ...channels.flatMap(({ secrets }) => secrets).flatMap((setting) => optionFinding(setting, config)),
    ok(`Node.js ${process.versions.node}`)
  ]
}

/** The option of an adapter that is in use. */
function optionFinding({ variable, option }: SecretSetting, { secrets }: Pick<Config, 'secrets'>): Finding[] {
  if (option === undefined) return []
  const [value] = secrets.get(variable) ?? []
  if (value !== undefined) return [ok(`${variable} is ${value}`)]
  const isUsed = option.credentials.some((credential) => secrets.get(credential)?.length)
  if (!isUsed) return []
  if (option.fallback !== undefined) return [ok(`${variable} is not set: ${option.fallback} is used`)]
  return [warning(`${variable} is not set: ${option.about}`, `Set ${variable}, or these values are not reported.`)]
}
