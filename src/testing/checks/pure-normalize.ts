import { isDeepStrictEqual } from 'node:util'
import type { PmsAdapter } from '../../../plugins/pms/adapter.ts'
import { check } from '../../../schemas/check.ts'
import { AroundShape, EventShape, ProblemShape } from '../../../schemas/pms-data.ts'
import { isProblem } from '../../../schemas/reading.ts'
import { oddMutants, unknownWords } from '../mutants.ts'
import type { AdapterCheck, TestedAdapter } from '../tested-adapter.ts'

const [aroundShape, problemShape, eventShape] = [check(AroundShape), check(ProblemShape), check(EventShape)]

/** `normalize` is a pure and total function: it uses no clock, no randomness, and no environment, and never throws or drops data. */
export const pureNormalize: AdapterCheck = (tested) =>
  tested.fixtures.flatMap(({ name, body }) => {
    const wrong = [...repeatable(tested.adapter, body), ...total(tested, body)]
    // A function that throws cannot be checked further.
    if (wrong.length === 0) wrong.push(...honest(tested, body))
    return wrong.map((sentence) => `${name}: ${sentence}`)
  })

function repeatable(adapter: PmsAdapter, body: unknown): string[] {
  const frozen = deepFreeze(structuredClone(body))
  try {
    const { value: first, used } = watched(() => adapter.normalize(frozen))
    const second = adapter.normalize(deepFreeze(structuredClone(body)))
    if (used.length > 0) return [`normalize uses ${used.join(' and ')}`]
    return isDeepStrictEqual(first, second) ? [] : ['normalize returns another result the second time']
  } catch (error) {
    return [`normalize throws, or changes its input: ${messageOf(error)}`]
  }
}

/** Everything that the schema accepts becomes readings of the right shape, without an exception. */
function total({ adapter, violations }: TestedAdapter, body: unknown): string[] {
  for (const { path, value } of oddMutants(body)) {
    if (!violations.accepts(value)) continue
    try {
      const readings: unknown = adapter.normalize(value)
      if (!Array.isArray(readings)) return ['normalize must return an array, not a promise']
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

/** An unknown word becomes an event with that word, or a problem. */
function honest({ adapter, violations }: TestedAdapter, body: unknown): string[] {
  const usual = adapter.normalize(body).length
  for (const { path, value } of unknownWords(body)) {
    if (!violations.accepts(value)) continue
    const found = adapter.normalize(value)
    if (found.length < usual && !found.some(isProblem))
      return [`an unknown word in ${path} is dropped: return an event that keeps it, or a problem`]
  }
  return []
}

/** Runs a function, and records whether it uses the clock, randomness, or the environment. Parsing a given time is allowed. */
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
      used.add('randomness')
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
