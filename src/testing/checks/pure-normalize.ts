import { isDeepStrictEqual } from 'node:util'
import type { PmsAdapter } from '../../../plugins/pms/adapter.ts'
import { check } from '../../../schemas/check.ts'
import { AroundShape, EventShape, ProblemShape } from '../../../schemas/pms-data.ts'
import { isProblem } from '../../../schemas/reading.ts'
import { oddMutants, unknownWords } from '../mutants.ts'
import type { Look, Subject } from '../tested-adapter.ts'

const [aroundShape, problemShape, eventShape] = [check(AroundShape), check(ProblemShape), check(EventShape)]

/** `normalize` is pure and total: no clock, no chance, no environment, no change of what it reads, no throw, nothing dropped. */
export const purity: Look = (subject) =>
  subject.fixtures.flatMap(({ name, body }) => {
    const wrong = [...repeatable(subject.adapter, body), ...total(subject, body)]
    // What throws cannot be asked more.
    if (wrong.length === 0) wrong.push(...honest(subject, body))
    return wrong.map((sentence) => `${name}: ${sentence}`)
  })

function repeatable(adapter: PmsAdapter, body: unknown): string[] {
  const frozen = deepFreeze(structuredClone(body))
  try {
    const { value: first, used } = watched(() => adapter.normalize(frozen))
    const second = adapter.normalize(deepFreeze(structuredClone(body)))
    if (used.length > 0) return [`normalize uses ${used.join(' and ')}`]
    return isDeepStrictEqual(first, second) ? [] : ['normalize says something else the second time']
  } catch (error) {
    return [`normalize throws or changes what it reads: ${messageOf(error)}`]
  }
}

/** Whatever the schema accepts is read without a throw, into readings of the right shape. */
function total({ adapter, violations }: Subject, body: unknown): string[] {
  for (const { path, value } of oddMutants(body)) {
    if (!violations.accepts(value)) continue
    try {
      const readings: unknown = adapter.normalize(value)
      if (!Array.isArray(readings)) return ['normalize has to return a list, at once']
      for (const reading of readings) {
        const [wrong] = isProblem(Object(reading)) ? problemShape(reading) : eventShape(reading)
        if (wrong) return [`with another value in ${path || 'the body'}, a reading's ${wrong.path} ${wrong.message}`]
      }
      const around = { property: adapter.property?.(value), duplicateKey: adapter.duplicateKey?.(value, {}) }
      const [wrong] = aroundShape(around)
      if (wrong) return [`with another value in ${path || 'the body'}, ${wrong.path} ${wrong.message}`]
      adapter.reply?.(value)
    } catch (error) {
      return [`it throws for another value in ${path || 'the body'}: ${messageOf(error)}`]
    }
  }
  return []
}

/** A word nobody has heard of still is news: an event with the vendor's word, or a problem. */
function honest({ adapter, violations }: Subject, body: unknown): string[] {
  const usual = adapter.normalize(body).length
  for (const { path, value } of unknownWords(body)) {
    if (!violations.accepts(value)) continue
    const found = adapter.normalize(value)
    if (found.length < usual && !found.some(isProblem))
      return [`an unknown word in ${path} is dropped: return an event that keeps it, or a problem`]
  }
  return []
}

/** Runs something while the clock, chance and the environment are watched. Adapters may turn given times into dates. */
function watched<Value>(run: () => Value): { value: Value; used: string[] } {
  const used = new Set<string>()
  const { Date: RealDate, process } = globalThis
  const { random } = Math
  const { env } = process
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
  try {
    globalThis.Date = watchedDate
    process.env = watchedEnv
    Math.random = () => {
      used.add('chance')
      return random()
    }
    return { value: run(), used: [...used] }
  } finally {
    globalThis.Date = RealDate
    process.env = env
    Math.random = random
  }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
