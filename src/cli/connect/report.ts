import type { SubscriptionStep } from '../../hydration/subscription-plan.ts'
import type { Output } from '../output.ts'

const ACTIONS = ['create', 'replace', 'delete', 'enable', 'keep', 'other'] as const
const WORDS = {
  create: ['Create', 'Created'],
  replace: ['Replace', 'Replaced'],
  delete: ['Delete the double', 'Deleted the double'],
  enable: ['Switch on', 'Switched on'],
  keep: ['Keep', 'Keep'],
  other: ['Leave alone', 'Leave alone']
} as const

/** Prints one subscription. `id`: of one that was created. */
export function printStep(
  step: SubscriptionStep,
  out: Output,
  about: { done: boolean; id?: string | undefined }
): void {
  const { action, found, wanted } = step
  const isSettled = action === 'keep' || action === 'other'
  const done = about.done || isSettled
  const id = found?.id ?? about.id ?? null
  const events = wanted?.events ?? found?.events ?? []
  const url = shownUrl(found?.url ?? wanted?.url ?? '', action === 'other')
  const [planned, past] = WORDS[action]
  const named = [id ?? [], events.length === 0 ? [] : events.join(', '), url].flat().join('  ')
  out.result({ action, id, events: [...events], url, done }, `${done ? past : planned}: ${named}`)
}

export function printSummary(source: string, steps: readonly SubscriptionStep[], done: boolean, out: Output): void {
  const counts = Object.fromEntries(ACTIONS.map((name) => [name, steps.filter(({ action }) => action === name).length]))
  const { other: others, ...own } = counts
  const words = Object.entries({ ...own, others }).map(([name, count]) => `${count} ${name}`)
  out.result(
    { source, ...own, others, done },
    `${source}: ${words.join(', ')}. ${done ? 'Nothing is left to do.' : ''}`.trim()
  )
}

/** True: carrying out these steps changes nothing. */
export function isSettled(steps: readonly SubscriptionStep[]): boolean {
  return steps.every(({ action }) => action === 'keep' || action === 'other')
}

/** A part of a path this long, with a digit, is often a secret: tools have such URLs. */
const LIKE_A_SECRET = /^(?=.*\d)[\w~.-]{16,}$/

/** The URL without its query and login. Of another tool also without parts of the path that look like secrets. */
function shownUrl(text: string, isOther: boolean): string {
  if (!URL.canParse(text)) return ''
  const { origin, pathname } = new URL(text)
  if (!isOther) return origin + pathname
  return (
    origin +
    pathname
      .split('/')
      .map((part) => (LIKE_A_SECRET.test(part) ? '…' : part))
      .join('/')
  )
}
