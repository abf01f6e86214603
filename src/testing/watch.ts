import nodeCrypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/** What a pure function has no business with. */
const GLOBALS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'] as const

/** Runs a function, and records whether it uses the clock, randomness, timers, the network, the console, or the environment. */
export function watched<Value>(run: () => Value): { value: Value; used: string[] } {
  const used = new Set<string>()
  const { Date: RealDate, process, performance, console } = globalThis
  const { random } = Math
  const { env } = process
  const { randomUUID, randomBytes } = nodeCrypto
  const { now } = performance
  const kept = GLOBALS.map((name) => [name, globalThis[name]] as const)
  const watchedDate = new Proxy(RealDate, {
    construct(target, given, newTarget) {
      if (given.length === 0) used.add('the clock')
      return Reflect.construct(target, given, newTarget)
    },
    get(target, name, receiver) {
      if (name === 'now') used.add('the clock')
      return Reflect.get(target, name, receiver)
    }
  })
  const watchedEnv = new Proxy(env, {
    get(target, name, receiver) {
      used.add('the environment')
      return Reflect.get(target, name, receiver)
    }
  })
  // What is logged can be the name or the text of a guest.
  const watchedConsole = new Proxy(console, { get: () => () => note('the console', undefined) })
  try {
    globalThis.console = watchedConsole
    globalThis.Date = watchedDate
    process.env = watchedEnv
    Math.random = () => note('randomness', random())
    performance.now = () => note('the clock', now.call(performance))
    nodeCrypto.randomUUID = (options) => note('randomness', randomUUID(options))
    Object.assign(nodeCrypto, { randomBytes: (size: number) => note('randomness', randomBytes(size)) })
    syncBuiltinESMExports()
    for (const [name] of kept)
      Object.assign(globalThis, { [name]: () => note(name === 'fetch' ? 'the network' : 'timers', undefined) })
    return { value: run(), used: [...used] }
  } finally {
    globalThis.console = console
    globalThis.Date = RealDate
    process.env = env
    Math.random = random
    performance.now = now
    Object.assign(nodeCrypto, { randomUUID, randomBytes })
    syncBuiltinESMExports()
    for (const [name, value] of kept) Object.assign(globalThis, { [name]: value })
  }

  function note<Result>(what: string, result: Result): Result {
    used.add(what)
    return result
  }
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
