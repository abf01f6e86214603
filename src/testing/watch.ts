import nodeCrypto from 'node:crypto'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

type Method = (this: unknown, ...given: unknown[]) => unknown

/** Where a function is, its name, and what it uses. */
type Watched = readonly [owner: object, name: string, what: string]

const watch = (owner: object, names: readonly string[], what: string): Watched[] =>
  names.map((name) => [owner, name, what])

/** What a pure function has no business with. */
const IMPURE: readonly Watched[] = [
  ...watch(globalThis, ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'], 'timers'),
  ...watch(process, ['nextTick'], 'timers'),
  ...watch(globalThis, ['fetch'], 'the network'),
  ...watch(performance, ['now'], 'the clock'),
  ...watch(process, ['hrtime', 'uptime'], 'the clock'),
  ...watch(Math, ['random'], 'randomness'),
  ...watch(nodeCrypto, ['randomUUID', 'randomBytes', 'randomInt'], 'randomness'),
  ...watch(process, ['cwd'], 'the working directory'),
  ...watch(os, ['hostname', 'homedir', 'userInfo'], 'the machine'),
  ...watch(fs, ['readFileSync', 'writeFileSync', 'appendFileSync', 'existsSync', 'readdirSync', 'statSync'], 'files')
]

/** What writes in the language of the machine, unless its parameter at this place names another one. */
const LOCALIZED: readonly (readonly [owner: object, names: readonly string[], at: number])[] = [
  [Number.prototype, ['toLocaleString'], 0],
  [BigInt.prototype, ['toLocaleString'], 0],
  [Array.prototype, ['toLocaleString'], 0],
  [Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'], 0],
  [String.prototype, ['toLocaleLowerCase', 'toLocaleUpperCase'], 0],
  [String.prototype, ['localeCompare'], 1]
]
const FORMATS = ['DateTimeFormat', 'NumberFormat', 'Collator', 'PluralRules', 'RelativeTimeFormat', 'ListFormat']

/**
 * Runs a function, and records whether it uses the clock, randomness, timers, the network, the console, the environment, files, the
 * working directory, or the language of the machine.
 */
export function watched<Value>(run: () => Value): { value: Value; used: string[] } {
  const used = new Set<string>()
  const { Date: RealDate, console } = globalThis
  const { env } = process
  const note = (what: string) => void used.add(what)
  const watchedDate = new Proxy(RealDate, {
    construct(target, given, newTarget) {
      if (given.length === 0) note('the clock')
      return Reflect.construct(target, given, newTarget)
    },
    get(target, name, receiver) {
      if (name === 'now') note('the clock')
      return Reflect.get(target, name, receiver)
    }
  })
  const watchedEnv = new Proxy(env, {
    get(target, name, receiver) {
      note('the environment')
      return Reflect.get(target, name, receiver)
    }
  })
  // What is logged can be the name or the text of a guest.
  const watchedConsole = new Proxy(console, { get: () => () => note('the console') })
  const restore = replaceAll(note)
  try {
    globalThis.console = watchedConsole
    globalThis.Date = watchedDate
    process.env = watchedEnv
    return { value: run(), used: [...used] }
  } finally {
    globalThis.console = console
    globalThis.Date = RealDate
    process.env = env
    restore()
  }
}

/** Replaces all functions that are watched. Returns what puts them back. */
function replaceAll(note: (what: string) => void): () => void {
  const kept: (readonly [owner: object, property: string, before: PropertyDescriptor])[] = []
  for (const [owner, name, what] of IMPURE) {
    replace(owner, name, (real) => {
      note(what)
      // Nothing is fetched, and no timer runs on, when the function has returned.
      return what === 'timers' || what === 'the network' ? () => undefined : real
    })
  }
  for (const [owner, names, at] of LOCALIZED) for (const name of names) replaceLocalized(owner, name, at)
  for (const name of FORMATS) replaceLocalized(Intl, name, 0)
  syncBuiltinESMExports()
  return () => {
    for (const [owner, name, before] of kept) Object.defineProperty(owner, name, before)
    syncBuiltinESMExports()
  }

  function replaceLocalized(owner: object, name: string, at: number): void {
    replace(owner, name, (real, given) => {
      if (given[at] === undefined) note('the language of the machine')
      return real
    })
  }

  /** `before` runs before each call, and returns the function to call. */
  function replace(owner: object, name: string, before: (real: Method, given: readonly unknown[]) => Method): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name) ?? inherited(owner, name)
    const real: Method | undefined = descriptor?.value
    if (descriptor === undefined || typeof real !== 'function') return
    kept.push([owner, name, descriptor])
    const value = new Proxy(real, {
      apply: (_target, self, given) => Reflect.apply(before(real, given), self, given),
      construct: (_target, given) => Reflect.construct(before(real, given), given)
    })
    Object.defineProperty(owner, name, { ...descriptor, value })
  }
}

/** A method of a prototype, like `performance.now`, as one that an object of its own can have. */
function inherited(owner: object, name: string): PropertyDescriptor | undefined {
  const value: unknown = Reflect.get(owner, name)
  return typeof value === 'function' ? { value, configurable: true, writable: true, enumerable: true } : undefined
}

/** Runs a function, and counts comparisons in constant time: every verifier that compares a secret needs one. */
export function countComparisons(run: () => void): number {
  const { timingSafeEqual, verify } = nodeCrypto
  let count = 0
  try {
    nodeCrypto.timingSafeEqual = (one, other) => {
      count++
      return timingSafeEqual(one, other)
    }
    Object.assign(nodeCrypto, {
      verify: (...parameters: Parameters<typeof verify>) => {
        count++
        return verify(...parameters)
      }
    })
    syncBuiltinESMExports()
    run()
  } finally {
    Object.assign(nodeCrypto, { timingSafeEqual, verify })
    syncBuiltinESMExports()
  }
  return count
}

/** Runs a function in which nothing is fetched: an adapter that does so is run many times. */
export function withoutNetwork<Value>(run: () => Value): Value {
  const { fetch } = globalThis
  try {
    globalThis.fetch = () => new Promise(() => undefined)
    return run()
  } finally {
    globalThis.fetch = fetch
  }
}
