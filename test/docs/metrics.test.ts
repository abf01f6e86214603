import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'
import { buildTestApp } from '../support/test-app.ts'

const OPERATIONS = resolve(ROOT, 'docs/operations')
const read = (file: string) => readFileSync(join(OPERATIONS, file), 'utf8')
const DASHBOARD = JSON.parse(read('grafana-dashboard.json'))
const ALERTS = read('alerts.yml')

/** Expressions of the dashboard, with Grafana's variables filled in. */
const SHOWN: string[] = DASHBOARD.panels
  .flatMap(({ targets = [] }: { targets?: { expr: string }[] }) => targets.map(({ expr }) => expr))
  .map((expr: string) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'))
const RULES = [...ALERTS.matchAll(/^ +expr: (.*)$/gm)].map(([, expr = '']) => expr.replace(/^'(.*)'$/, '$1'))

t.test('the dashboard, the alerts and the page of metrics know what is exported, and nothing else', async (t) => {
  const app = await buildTestApp(t)
  const types = [...(await app.get('/metrics')).body.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  const exported = new Map(types.map(([, name = '', type = '']) => [name, type]))
  const samples = new Set(
    [...exported].flatMap(([name, type]) => {
      return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((ending) => name + ending) : [name]
    })
  )
  t.ok(SHOWN.length > 40 && RULES.length > 15)
  for (const expr of [...SHOWN, ...RULES]) {
    const names = metricsIn(expr)
    t.ok(names.length > 0 || expr.startsWith('up{'), expr)
    for (const name of names) t.ok(samples.has(name), `${name} is exported`)
  }
  const documented = new Set(read('metrics.md').match(/\bbellhook_\w+/g))
  const ours = [...exported.keys()].filter((name) => name.startsWith('bellhook_'))
  t.strictSame([...documented].sort(), ours.sort(), 'the page has each, and no other')
  for (const name of ours) {
    t.ok(
      [...SHOWN, ...RULES].some((expr) => expr.includes(name)),
      `${name} is on the dashboard or in an alert`
    )
    t.equal(name.endsWith('_total'), exported.get(name) === 'counter', `${name} is called what it is`)
  }
  for (const { 1: file = '' } of ['README.md', 'troubleshooting.md'].flatMap((page) => [
    ...read(page).matchAll(/`(bellhook_\w+)/g)
  ])) {
    t.ok(exported.has(file), file)
  }
})

t.test('labels that are asked for are labels that there are', async (t) => {
  const app = await buildTestApp(t)
  const series = (await app.get('/metrics')).body
  for (const expr of [...SHOWN, ...RULES]) {
    for (const [, name = '', matchers = ''] of expr.matchAll(/\b(bellhook_\w+)\{([^}]*)\}/g)) {
      for (const [, label = ''] of matchers.matchAll(/(\w+)=~?"/g)) {
        if (['instance', 'job'].includes(label)) continue
        t.ok(new RegExp(`^${name}\\{[^}]*\\b${label}="`, 'm').test(series), `${name} has ${label}`)
      }
      for (const [, label = '', value = ''] of matchers.matchAll(/(\w+)="([^"]*)"/g)) {
        if (label !== 'job') t.match(series, new RegExp(`^${name}\\{[^}]*\\b${label}="${value}"`, 'm'))
      }
    }
  }
})

t.test('each alert says how grave it is, what to do, and where more is written', async (t) => {
  const headings = [...read('troubleshooting.md').matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name)
  const alerts = ALERTS.split(/^ +- alert: /m).slice(1)
  const names = alerts.map((alert) => alert.split('\n', 1)[0] ?? '')
  t.strictSame(headings, names)
  for (const [at, alert] of alerts.entries()) {
    t.match(alert, /\n +for: \d+m\n/)
    t.match(alert, /\n +severity: (critical|warning|info)\n/)
    t.match(alert, /\n +summary: '.+'\n +description: '.+'\n/)
    hasText(t, alert, `runbook: docs/operations/troubleshooting.md#${names[at]?.toLowerCase()}`)
  }
})

t.test(
  'the dashboard can be imported: data sources are its variable, places do not overlap, ids are unique',
  async (t) => {
    const text = read('grafana-dashboard.json')
    const uids = [...text.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid)
    t.strictSame([...new Set(uids)].sort(), [`$\{datasource}`, 'bellhook'])
    const taken = new Set<string>()
    const ids = new Set<number>()
    for (const { id, gridPos, title } of DASHBOARD.panels) {
      ids.add(id)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          if (taken.has(`${x} ${y}`) || x >= 24) t.fail(`${title} has no place of its own`)
          taken.add(`${x} ${y}`)
        }
      }
    }
    t.equal(ids.size, DASHBOARD.panels.length)
  }
)

const promtool = spawnSync('promtool', ['--version']).status === 0

t.test('Prometheus takes all of it', { skip: promtool ? false : 'promtool is not installed' }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-promtool-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const rules = SHOWN.map((expr, at) => ({ record: `shown:${at}`, expr }))
  writeFileSync(join(folder, 'shown.yml'), JSON.stringify({ groups: [{ name: 'shown', rules }] }))
  for (const args of [
    ['check', 'rules', join(OPERATIONS, 'alerts.yml')],
    ['check', 'rules', join(folder, 'shown.yml')],
    ['test', 'rules', resolve(ROOT, 'test/operations/alerts.test.yml')]
  ]) {
    hasText(t, execFileSync('promtool', args, { encoding: 'utf8', stdio: 'pipe' }), 'SUCCESS', args.join(' '))
  }
})

/** Names of metrics in an expression: words that are no label, no function and no keyword. */
function metricsIn(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|on) \([^)]*\)/g, '')
  const words = [...bare.matchAll(/\b([a-z_]\w*)\b(?!\s*\()/g)].map(([, word = '']) => word)
  return words.filter((word) => !['and', 'or', 'offset', 'up', 'by', 'sum', 'max', 'count', 'on'].includes(word))
}
