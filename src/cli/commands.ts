import type { Command } from './command.ts'

/** A command, without its code: the help of `bellhook` starts faster. */
export interface CommandEntry {
  /** Its line in `bellhook --help`, in lower case and without a period. */
  summary: string
  load(): Promise<Command>
}

/** Every command, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'runs the gateway until Ctrl-C or SIGTERM',
    load: async () => (await import('./start.ts')).start
  },
  migrate: {
    summary: 'applies migrations to the database of DATABASE_URL',
    load: async () => (await import('./migrate.ts')).migrate
  },
  health: {
    summary: 'checks that a gateway answers',
    load: async () => (await import('./health.ts')).health
  },
  doctor: {
    summary: 'checks the setup, and says what to repair',
    load: async () => (await import('./doctor/doctor.ts')).doctor
  },
  simulate: {
    summary: 'sends webhooks as a provider would, and shows the results',
    load: async () => (await import('./simulate/simulate.ts')).simulate
  },
  tail: {
    summary: 'prints deliveries and events as they arrive',
    load: async () => (await import('./tail.ts')).tail
  },
  listen: {
    summary: 'posts each new event to a program of yours',
    load: async () => (await import('./listen.ts')).listen
  },
  export: {
    summary: 'writes events as NDJSON, oldest first',
    load: async () => (await import('./export.ts')).exportEvents
  },
  connect: {
    summary: "subscribes to the webhooks of a vendor's API",
    load: async () => (await import('./connect/connect.ts')).connect
  },
  fake: {
    summary: "runs a fake of a vendor's API, to try everything without an account",
    load: async () => (await import('./fake.ts')).fake
  },
  replay: {
    summary: 'reads stored deliveries again, and writes corrections',
    load: async () => (await import('./replay/replay.ts')).replay
  },
  consumers: {
    summary: 'shows, moves, and removes named consumers',
    load: async () => (await import('./consumers.ts')).consumers
  },
  hotels: {
    summary: 'adds and lists hotels',
    load: async () => (await import('./accounts/hotels.ts')).hotels
  },
  accounts: {
    summary: 'manages accounts at providers, and their ids',
    load: async () => (await import('./accounts/accounts.ts')).accounts
  },
  secrets: {
    summary: 'adds and ends secrets of accounts, and reseals them',
    load: async () => (await import('./accounts/secrets.ts')).secrets
  },
  keys: {
    summary: 'creates, rotates, and revokes API keys',
    load: async () => (await import('./accounts/keys.ts')).keys
  },
  operators: {
    summary: 'adds and removes people who log in',
    load: async () => (await import('./accounts/operators.ts')).operators
  },
  audit: {
    summary: 'lists the audit log, and checks that nobody changed it',
    load: async () => (await import('./accounts/audit.ts')).audit
  },
  destinations: {
    summary: 'manages the URLs that events are sent to as signed webhooks',
    load: async () => (await import('./destinations/destinations.ts')).destinations
  },
  'new-adapter': {
    summary: 'creates a PMS adapter in a checkout of Bellhook',
    load: async () => (await import('./new-adapter.ts')).newAdapter
  },
  check: {
    summary: 'checks PMS adapters and their fixtures, without a database',
    load: async () => (await import('./check/check.ts')).check
  },
  'adapter-table': {
    summary: 'writes the table of adapters in the README of a checkout',
    load: async () => (await import('./adapter-table-command.ts')).adapterTableCommand
  }
}

/** The first of these words that is a command. */
export async function loadCommand(words: readonly string[]): Promise<Command | undefined> {
  const name = words.find((word) => Object.hasOwn(COMMANDS, word))
  return name === undefined ? undefined : COMMANDS[name]?.load()
}
