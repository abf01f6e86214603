import type { Settings } from '../../config/settings.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

/** What can be said without looking at anything but the environment. */
export function checkSettings({ config, problems, warnings }: Settings): Finding[] {
  const mode = config.development
    ? ok('development mode: bound to loopback, and NODE_ENV is not production')
    : ok(`not development mode: every channel needs a secret, and /api its token`)
  return [
    ...problems.map((problem) => wrong(problem, 'It is described in docs/settings.md.')),
    ...warnings.map((text) => warning(text, 'It is described in docs/settings.md.')),
    ...(problems.length === 0 ? [ok('the gateway can start with these settings')] : []),
    mode,
    ok(`Node.js ${process.versions.node}`)
  ]
}
