import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { toPlain } from '../../src/ingest/redaction/plain-text.ts'
import { openPool } from '../open-pool.ts'
import { runOnce, withEmptyDatabase } from './database.ts'
import { until } from './gateway.ts'
import { CARDS, planted, SECURITY_CODE, SENTINELS, spoiled, withPlantedEdges } from './planted.ts'
import { type GatewayProcess, startGateway } from './process.ts'
import { type Report, type Say, tally } from './report.ts'
import { API_TOKEN, type Request, SECRETS, signed } from './routes.ts'

// A constraint refuses one row with its text; a trigger refuses all, and quotes them.
const REFUSE_POISON = "alter table events add constraint no_poison check (subject not like '%poison%') not valid"
const ACCEPT_POISON = 'alter table events drop constraint no_poison'
const REFUSE_ALL = `create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'refused: %', new using detail = convert_from(new.body, 'UTF8'); end $$;
  create trigger refuse before insert on deliveries for each row execute function refuse()`
const ACCEPT_ALL = 'drop function refuse cascade'

/**
 * Guests are in every field of every channel, of good, bad and failing traffic, and the log is at its most talkative.
 * None of them may be in what the process writes or in an answer, and no card number in anything that is kept.
 */
export async function sentinels(size: number, say: Say): Promise<Report> {
  const { add, counts } = tally()
  const failures: string[] = []
  await withEmptyDatabase(async (url) => {
    const gateway = await startGateway(url, { LOG_LEVEL: 'trace' })
    try {
      const answers: string[] = []
      for (let round = 0; round < size; round++) {
        await drive(gateway, url, `r${round}`, async (kind, requests) => {
          for (const { status, text } of await Promise.all(requests.map((one) => send(gateway, one)))) {
            add(`${kind}: ${status}`)
            answers.push(text)
            if (kind === 'good' && status !== 200) failures.push(`a good delivery was answered ${status}`)
          }
        })
        say(`sentinels: round ${round + 1} of ${size}`)
      }
      await until('it is ready again', async () => (await fetch(`${gateway.url}/readyz`)).ok)
      const control = await logUnwisely(url)
      const spooled = filesIn(gateway.folder)
      gateway.child.kill('SIGTERM')
      await new Promise((resolve) => gateway.child.once('exit', resolve))
      const kept = await dump(url)
      add('lines of the log', gateway.printed().split('\n').length)
      add('bytes kept', kept.length)
      failures.push(...leaks('the log', gateway.printed()), ...leaks('an answer', answers.join('\n')))
      failures.push(...cards('the database', kept), ...cards('a file', spooled), ...cards('the log', gateway.printed()))
      if (cards('the control', `${CARDS.join()} cvv: 737`).length <= CARDS.length)
        failures.push('a card is not found out')
      if (leaks('the control', control).length === 0) failures.push('a log that leaks is not found out')
      if (leaks('the database', kept).length === 0) failures.push('nothing was planted')
    } finally {
      await gateway.stop()
    }
  })
  return { failures, counts: counts() }
}

type Drive = (kind: string, requests: readonly Request[]) => Promise<void>

async function drive(gateway: GatewayProcess, url: string, round: string, post: Drive): Promise<void> {
  const good = (name: string) =>
    planted(`${name}${round}`).map(([route, body]) => withPlantedEdges(signed(route, body)))
  await post('good', good('good'))
  for (const [route, body] of planted(`bad${round}`)) await post('bad', spoiled(route, body).map(withPlantedEdges))
  await ask(gateway)

  await runOnce(url, REFUSE_POISON)
  await post('poison', good('poison'))
  await runOnce(url, ACCEPT_POISON)
  await runOnce(url, REFUSE_ALL)
  await post('refused', good('refused'))
  await runOnce(url, ACCEPT_ALL)

  const name = new URL(url).pathname.slice(1)
  const elsewhere = Object.assign(new URL(url), { pathname: '/postgres' }).href
  await runOnce(elsewhere, `alter database ${name} allow_connections false`)
  await runOnce(elsewhere, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  await post('away', good('away'))
  await ask(gateway)
  await runOnce(elsewhere, `alter database ${name} allow_connections true`)
}

async function send({ url }: GatewayProcess, { url: path, headers, body }: Request) {
  try {
    const reply = await fetch(url + path, { method: 'POST', headers, body: new Uint8Array(body) })
    return { status: reply.status, text: await reply.text() }
  } catch {
    // Of a body that is too large the gateway does not read the end.
    return { status: 0, text: '' }
  }
}

/** What a stranger and a consumer can ask with a guest's data in the URL. */
async function ask({ url }: GatewayProcess): Promise<void> {
  const { token, phone, name } = SENTINELS
  const open = [
    `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=${name}`,
    `/${name}?${token}`
  ]
  const closed = [
    `/api/guests/acme/${name}?property=${phone}`,
    `/api/events?type=${name}%00`,
    `/api/events?after=${token}`
  ]
  for (const path of [...open, ...closed]) {
    for (const authorization of [`Bearer ${token}`, `Bearer ${API_TOKEN}`]) {
      const reply = await fetch(url + path, { headers: { authorization } })
      const text = await reply.text()
      if (reply.status < 400 || leaks('', text).length > 0) throw new Error(`${path} answers ${reply.status} ${text}`)
    }
  }
}

/** The same failures in a log without redaction, in which the values must be found. */
async function logUnwisely(url: string): Promise<string> {
  let text = ''
  const log = pino({}, { write: (line: string) => (text += line) })
  await runOnce(url, `do $$ begin raise exception 'refused: ${SENTINELS.name}'; end $$`).catch((err: unknown) =>
    log.error({ err })
  )
  return text
}

function leaks(where: string, text: string): string[] {
  const secrets = [...Object.values(SENTINELS), SENTINELS.phone.slice(1), ...Object.values(SECRETS), API_TOKEN]
  return secrets.filter((one) => text.includes(one)).map((one) => `${where} has ${one}: ${around(text, one)}`)
}

function around(text: string, found: string): string {
  const at = text.indexOf(found)
  return text.slice(Math.max(0, at - 200), at + 100)
}

function cards(where: string, text: string): string[] {
  const decoded = toPlain(text.replace(/\\u00(3\d)|%(3\d)/gi, (_all, json, form) => digitOf(json ?? form)))
  const digits = decoded.replace(/(?<=\d)(?:[ +\0/-]|%20|%2D)+(?=\d)/gi, '')
  const found = CARDS.filter((card) => digits.includes(card)).map((card) => `a card: ${around(digits, card)}`)
  const code = SECURITY_CODE.exec(decoded)
  if (code !== null) found.push(`a security code: ${around(decoded, code[0])}`)
  return found.map((what) => `${where} has ${what}`)
}

function digitOf(code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16))
}

/** Every value of every row of every table, as text. */
async function dump(url: string): Promise<string> {
  const pool = openPool(url, 1)
  const { rows: tables } = await pool.query("select tablename from pg_tables where schemaname = 'public'")
  const values: string[] = []
  for (const { tablename } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from ${pg.escapeIdentifier(tablename)}`)
    for (const value of rows.flatMap((row) => Object.values(row))) {
      values.push(Buffer.isBuffer(value) ? value.toString('utf8') : (JSON.stringify(value) ?? ''))
    }
  }
  await pool.end()
  return values.join('\n')
}

function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}
