import type { Settings } from '../../config/settings.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

/** Checks the environment variables alone. */
export function checkSettings({ config, problems, warnings }: Settings): Finding[] {
  const mode = config.development
    ? ok('development mode: bound to loopback, and NODE_ENV is not production')
    : ok('not development mode: every channel needs a secret, and /api needs API_TOKEN')
  return [
    ...problems.map((problem) => wrong(problem, 'See docs/settings.md.')),
    ...warnings.map((text) => warning(text, 'See docs/settings.md.')),
    ...(problems.length === 0 ? [ok('the gateway can start with these settings')] : []),
    mode,
    ok(`Node.js ${process.versions.node}`)
  ]
}
