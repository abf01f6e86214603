import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { readSettings } from '../../src/config/settings.ts'
import { databaseServer, withDatabase } from '../support/database-server.ts'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'
import { bellhook } from '../support/run-command-line.ts'
import { buildTestApp, createDatabase, makeFolder } from '../support/test-app.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')
const HEALTHCHECK = 'docker/healthcheck.sh'
const MAKE_SECRETS = 'docker/make-secrets.sh'

t.test('the compose file is valid', async (t) => {
  const { status, stdout } = spawnSync(process.execPath, [resolve(ROOT, 'node_modules/dclint/bin/dclint.cjs'), ROOT], {
    encoding: 'utf8'
  })
  t.equal(status, 0, stdout)
})

t.test('each container is confined', async (t) => {
  const { services } = readCompose()
  t.strictSame(Object.keys(services).sort(), [
    'backup',
    'check',
    'gateway',
    'migrate',
    'postgres',
    'prometheus',
    'proxy'
  ])
  for (const [name, service] of Object.entries<Record<string, unknown>>(services)) {
    t.equal(service['read_only'], true, name)
    t.strictSame(service['cap_drop'], ['ALL'], name)
    t.strictSame(service['cap_add'], name === 'proxy' ? ['NET_BIND_SERVICE'] : undefined, name)
    t.strictSame(service['security_opt'], ['no-new-privileges:true'], name)
    for (const limit of ['cpus', 'mem_limit', 'pids_limit']) t.ok(service[limit], `${name}: ${limit}`)
    t.strictSame(service['logging'], { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } }, name)
    t.notMatch(JSON.stringify(service['healthcheck'] ?? ''), /node/, `${name} checks its health without Node.js`)
  }
})

t.test('wrong settings end the start before the gateway, which would be restarted for ever', async (t) => {
  const { check, gateway } = readCompose().services
  t.strictSame(gateway.depends_on.check, { condition: 'service_completed_successfully' })
  t.strictSame([check.restart, check.command], ['no', ['bellhook', 'doctor', '--settings']])
  for (const name of ['secrets', 'environment', 'env_file']) t.strictSame(check[name], gateway[name], name)
  const environ = { PATH: process.env['PATH'], HOST: '0.0.0.0', API_TOKEN: 'a'.repeat(24) }
  const { status, stdout } = spawnSync(process.execPath, [BELLHOOK, 'doctor', '--settings'], {
    encoding: 'utf8',
    env: environ
  })
  t.equal(status, 78)
  for (const name of ['WHATSAPP_APP_SECRET', 'TWILIO_AUTH_TOKEN', 'PMS_WEBHOOK_SECRET']) hasText(t, stdout, name)
})

t.test('what is optional is a profile', async (t) => {
  const { services } = readCompose()
  const profiles = ['proxy', 'backup', 'prometheus'].map((name) => services[name].profiles)
  t.strictSame(profiles, [['tls'], ['backup'], ['monitoring']])
  for (const name of ['check', 'gateway', 'migrate', 'postgres']) t.equal(services[name].profiles, undefined, name)
  for (const service of Object.values<{ volumes?: string[] }>(services))
    for (const volume of service.volumes ?? [])
      if (volume.startsWith('./')) t.ok(existsSync(resolve(ROOT, volume.split(':', 1)[0] ?? '')), volume)
  const scrape = parse(read('docker/prometheus.yml')).scrape_configs[0]
  t.equal(scrape.job_name, 'bellhook', 'as the alert rules call it')
})

t.test('Prometheus asks the gateway on its port, also where that is not 3000', async (t) => {
  const { prometheus, gateway } = readCompose().services
  t.equal(prometheus.environment.PORT, gateway.environment.PORT)
  t.strictSame(prometheus.entrypoint, ['/bin/sh', '-c'])
  t.ok(prometheus.tmpfs.includes('/tmp'), 'everything else is read only')
  const folder = makeFolder(t)
  const [rewrite = '', start = ''] = prometheus.command[0].replaceAll('$$', '$').split(' && ')
  const script = rewrite
    .replace('> /tmp/', `> ${folder}/`)
    .replace('/etc/prometheus/bellhook.yml', resolve(ROOT, 'docker/prometheus.yml'))
  execFileSync('sh', ['-c', script], { env: { ...process.env, PORT: '8080' } })
  const { scrape_configs, rule_files } = parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8'))
  t.equal(scrape_configs[0].dns_sd_configs[0].port, 8080)
  t.strictSame(rule_files, ['/etc/prometheus/alerts.yml'])
  t.match(start, /^exec \/bin\/prometheus --config\.file=\/tmp\/prometheus\.yml --storage\.tsdb\.path=\/prometheus$/)
})

t.test('a dump that fails leaves nothing behind, and is tried again', async (t) => {
  const folder = makeFolder(t)
  const stub = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  // The first dump fails in the middle. The second pause ends the script.
  stub(
    'pg_dump',
    `for one; do case $one in --file=*) echo half > "\${one#--file=}";; esac; done; [ -e ${folder}/paused ]`
  )
  stub('sleep', `echo "$1" >> ${folder}/paused; [ "$(wc -l < ${folder}/paused)" -lt 2 ]`)
  mkdirSync(join(folder, 'backups'))
  writeFileSync(join(folder, 'backups/killed.dump.part'), 'of an earlier container')
  for (let day = 1; day <= 8; day++) writeFileSync(join(folder, `backups/bellhook-2026010${day}T000000Z.dump`), '')
  writeFileSync(join(folder, 'database_url'), 'postgres://x')
  const script = read('docker/backup.sh').replaceAll('/backups', `${folder}/backups`).replaceAll('/run/secrets', folder)
  const { stdout, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env['PATH']}` }
  })
  t.equal(readFileSync(join(folder, 'paused'), 'utf8'), '300\n86400\n')
  t.equal(stderr, 'The dump failed. The next try is in five minutes.\n')
  const kept = readdirSync(join(folder, 'backups')).sort()
  t.strictSame([kept.length, kept[0]], [7, 'bellhook-20260103T000000Z.dump'])
  t.equal(kept.at(-1), stdout.trim().split('/').at(-1), 'no part is left')
})

t.test('images are pinned by version, and PostgreSQL has the security fixes of 17.10', async (t) => {
  const [, major, minor] =
    /^postgres:(\d+)\.(\d+)(@sha256:[0-9a-f]{64})?$/.exec(readCompose().services.postgres.image) ?? []
  t.ok(Number(major) > 17 || (Number(major) === 17 && Number(minor) >= 10))
  const dockerfile = read('Dockerfile')
  t.match(dockerfile, /^ARG NODE_IMAGE=node:24\.\d+\.\d+-bookworm-slim(@sha256:[0-9a-f]{64})?$/m)
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
  t.strictSame(bases, [variable('NODE_IMAGE'), variable('NODE_IMAGE')])
})

t.test('several gateways get a range of host ports, and one listens where its greeting says', async (t) => {
  const { gateway, postgres } = readCompose().services
  const port = gateway.environment.PORT
  t.equal(port, variable('PORT:-3000'))
  t.strictSame(gateway.ports, [`127.0.0.1:${variable(`PORTS:-${port}`)}:${port}`])
  t.equal(postgres.ports, undefined)
})

t.test('secrets are files, and a container gets only those that it needs', async (t) => {
  const { services, secrets } = readCompose()
  t.strictSame(services.migrate.secrets, ['database_url'])
  t.strictSame(services.migrate.environment, { DATABASE_URL_FILE: '/run/secrets/database_url' })
  t.equal(services.migrate.env_file, undefined)
  t.strictSame(services.postgres.secrets, ['postgres_password'])
  const granted = services.gateway.secrets.map((name: string) => [`${name.toUpperCase()}_FILE`, `/run/secrets/${name}`])
  const { HOST: _host, PORT: _port, ...files } = services.gateway.environment
  t.strictSame(files, Object.fromEntries(granted))

  const folder = makeProject(t)
  const made = makeSecrets(folder)
  t.strictSame(readdirSync(made).sort(), Object.keys(secrets).sort())
  for (const [name, { file }] of Object.entries<{ file: string }>(secrets)) t.equal(file, `./secrets/${name}`)
})

t.test('the gateway starts with the secrets that the script makes, and with .env.example', async (t) => {
  const secrets = makeSecrets(makeProject(t))
  const { environment } = readCompose().services.gateway
  const mounted = Object.entries<string>(environment).map(([name, value]) => [
    name,
    value.replace('/run/secrets', secrets).replace(variable('PORT:-3000'), '3000')
  ])
  const example = [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])
  const environ = { ...Object.fromEntries(example), NODE_ENV: 'production', ...Object.fromEntries(mounted) }
  const { config, problems, warnings } = await readSettings(environ)
  t.strictSame(problems, [])
  t.strictSame(warnings, [
    'DATABASE_URL has sslmode=disable, so the connection to postgres is not encrypted: use it only in a private network'
  ])
  t.equal(config.development, false)
  const password = readFileSync(join(secrets, 'postgres_password'), 'utf8')
  t.equal(config.databaseUrl, `postgres://bellhook:${password}@postgres:5432/bellhook?sslmode=disable`)
  const values = [...config.secrets.values()].flat()
  t.equal(new Set(values).size, 5, 'all are different')
  t.ok(values.every((value) => /^[0-9a-f]{64}$/.test(value)))
})

t.test('the script keeps secrets that exist, and copies those of .env', async (t) => {
  const folder = makeProject(t)
  writeFileSync(join(folder, '.env'), `POSTGRES_PASSWORD=old\nTWILIO_AUTH_TOKEN="quoted"\nAPI_TOKEN=\n`)
  const secrets = makeSecrets(folder)
  const all = () => readdirSync(secrets).map((name) => [name, readFileSync(join(secrets, name), 'utf8')])
  const first = Object.fromEntries(all())
  t.equal(first['postgres_password'], 'old')
  t.equal(first['twilio_auth_token'], 'quoted')
  t.match(first['api_token'], /^[0-9a-f]{64}$/)
  writeFileSync(join(secrets, 'twilio_auth_token'), 'from the console')
  makeSecrets(folder)
  t.strictSame(Object.fromEntries(all()), { ...first, twilio_auth_token: 'from the console' })
  t.equal(statSync(secrets).mode & 0o777, 0o700)
  t.equal(statSync(join(secrets, 'api_token')).mode & 0o777, 0o644)
})

t.test('the health check of the image asks /healthz', async (t) => {
  const { app } = await buildTestApp(t)
  const port = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port
  t.equal(await healthcheck(port), 0)

  const answer = async (text: string) => {
    const server = createServer((socket) => void socket.end(text).on('error', () => undefined)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    return healthcheck(String(Object(server.address()).port))
  }
  t.equal(await answer('HTTP/1.1 200 OK\r\n\r\n'), 0)
  t.equal(await answer('HTTP/1.1 503 Service Unavailable\r\n\r\n'), 1)
  t.equal(await answer(''), 1)
  t.equal(await healthcheck('1'), 1, 'nothing listens')
})

t.test('the image is made of what exists, and runs as an ordinary user', async (t) => {
  const lines = read('Dockerfile').split('\n')
  const ignored = read('.dockerignore')
  for (const line of lines.filter((line) => /^COPY (?!--from)/.test(line))) {
    for (const source of line.split(/\s+/).slice(1, -1)) {
      t.ok(existsSync(resolve(ROOT, source)), source)
      hasText(t, ignored, `!${source.replace('./', '')}`, 'not kept out by .dockerignore')
    }
  }
  t.ok(lines.includes('USER node'))
  const check = /^HEALTHCHECK .* CMD \["bash", "\/app\/(.+)"\]$/m.exec(lines.join('\n'))?.[1]
  t.equal(check, HEALTHCHECK)
  t.ok(lines.includes(`COPY ${check} ./${check}`))
  t.ok(lines.includes('CMD ["node", "--max-semi-space-size=32", "--max-old-space-size=1024", "dist/src/server.js"]'))
})

t.test('the command explains itself, and a mistake is one clear line and a 2', async (t) => {
  t.match(await bellhook(['--help']), { code: 0, out: /^ {2}migrate +applies/m })
  t.match(await bellhook(['help', 'migrate']), { code: 0, out: /DATABASE_URL=postgres:.* bellhook migrate/ })
  t.match(await bellhook([]), { code: 0, out: /Usage/ })
  t.match((await bellhook(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
  for (const words of [
    ['nonsense'],
    ['--nonsense'],
    ['migrate', '--nonsense'],
    ['constructor'],
    ['health', '--url', 'x']
  ]) {
    const { code, err } = await bellhook(words)
    t.equal(code, 2, words.join(' '))
    t.match(err, /^bellhook: [\s\S]*--help\n$/)
  }
  t.match(bellhookProcess(['health', '--help']), { status: 0, stdout: /^Usage/, stderr: /^$/ })
  t.match(bellhookProcess(['nonsense']), { status: 2, stdout: /^$/, stderr: /^bellhook: / })
})

t.test('migrate brings an empty database up to date, again and again', async (t) => {
  const { url } = await databaseServer()
  const other = new URL(await createDatabase(t)).pathname.slice(1)
  const empty = `${other}_empty`
  execute(url, `create database ${empty}`)
  t.teardown(() => execute(url, `drop database ${empty} with (force)`))
  const DATABASE_URL = withDatabase(url, empty)
  for (let n = 0; n < 2; n++) t.match(await bellhook(['migrate'], { DATABASE_URL }), { code: 0, out: /up to date/ })
  t.match(bellhookProcess(['migrate']), { status: 78, stderr: /DATABASE_URL/ })
  t.match(bellhookProcess(['health'], { PORT: '1' }), {
    status: 1,
    stderr: /No gateway answers at http:\/\/127\.0\.0\.1:1/
  })
})

function read(file: string): string {
  return readFileSync(resolve(ROOT, file), 'utf8')
}

/** How compose files and Dockerfiles name a variable. */
function variable(name: string): string {
  return `$\{${name}}`
}

function readCompose() {
  return parse(read('docker-compose.yml'), { merge: true })
}

/** A folder with nothing in it but the script. */
function makeProject(t: Test): string {
  const folder = makeFolder(t)
  mkdirSync(join(folder, 'docker'))
  copyFileSync(resolve(ROOT, MAKE_SECRETS), join(folder, MAKE_SECRETS))
  return folder
}

/** Returns the folder of the secrets. */
function makeSecrets(folder: string): string {
  execFileSync('sh', [join(folder, MAKE_SECRETS)])
  return join(folder, 'secrets')
}

async function healthcheck(PORT: string): Promise<number> {
  const { PATH = '' } = process.env
  const [code] = await once(spawn('bash', [resolve(ROOT, HEALTHCHECK)], { env: { PATH, PORT } }), 'exit')
  return code
}

/** The command as a process. */
function bellhookProcess(words: readonly string[], environ: Record<string, string> = {}) {
  const { PATH = '' } = process.env
  return spawnSync(process.execPath, [BELLHOOK, ...words], { env: { PATH, ...environ }, encoding: 'utf8' })
}

function execute(url: string, sql: string): void {
  const script = `const c = new (require('pg').Client)(process.argv[1]); c.connect().then(() => c.query(process.argv[2])).then(() => c.end())`
  execFileSync(process.execPath, ['-e', script, url, sql], { cwd: ROOT })
}
