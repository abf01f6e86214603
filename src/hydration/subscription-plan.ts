import type { Subscription, Subscriptions } from '../contract/subscriptions.ts'
import { isOurs } from './our-subscriptions.ts'

/** What `bellhook connect` does with one subscription. `other`: it belongs to another tool. */
export interface SubscriptionStep {
  action: 'create' | 'replace' | 'delete' | 'enable' | 'keep' | 'other'
  /** The subscription at the vendor. Undefined: it has to be created. */
  found: Subscription | undefined
  /** The subscription to create, for `create` and `replace`. */
  wanted: NewSubscription | undefined
}

type NewSubscription = Parameters<Subscriptions['create']>[0]

/**
 * Compares the subscriptions of a vendor with the wanted ones. `url` is the URL of the webhooks with today's token. Subscriptions that are
 * limited to some hotels stay limited to them.
 */
export function planSubscriptions(
  subscriptions: Pick<Subscriptions, 'events' | 'together' | 'enable'>,
  found: readonly Subscription[],
  url: URL
): SubscriptionStep[] {
  const ours = found.filter((one) => isOurs(one, url))
  const groups = subscriptions.together?.(subscriptions.events) ?? [subscriptions.events]
  const limited = ours.filter(({ scope }) => scope !== undefined)
  const scopes =
    limited.length > 0 && limited.length === ours.length ? new Set(ours.map(({ scope }) => scope)) : [undefined]
  // Beside a subscription for all hotels, one that is limited to some is a double.
  const covered = limited.length < ours.length ? limited : []
  const steps = [...scopes].flatMap((scope) => {
    const left = new Set(ours.filter((one) => one.scope === scope))
    const exact = groups.map((events) => ({ events, best: takeBest(events, left) }))
    const settled = exact.map(({ events, best }): SubscriptionStep => {
      // A vendor with one subscription for all events: one with other events is replaced.
      const one = best ?? (groups.length === 1 ? takeFirst(left) : undefined)
      if (one !== undefined) return stepWith(one, events)
      return { action: 'create', found: undefined, wanted: { url: url.href, events, scope } }
    })
    return [...settled, ...[...left].map(restStep)]
  })
  const others = found.filter((one) => !isOurs(one, url))
  return [...steps, ...stepsOf('delete', covered), ...stepsOf('other', others)]

  /** Takes the best subscription with exactly these events. */
  function takeBest(events: readonly string[], left: Set<Subscription>): Subscription | undefined {
    const candidates = [...left].filter((one) => hasSameEvents(one.events, events))
    const [best] = candidates.sort((a, b) => rankOf(a) - rankOf(b))
    if (best !== undefined) left.delete(best)
    return best
  }

  function stepWith(one: Subscription, events: readonly string[]): SubscriptionStep {
    const isSame = hasSameEvents(one.events, events) && isCurrent(one)
    if (isSame && one.isEnabled) return { action: 'keep', found: one, wanted: undefined }
    if (isSame && subscriptions.enable !== undefined) return { action: 'enable', found: one, wanted: undefined }
    return { action: 'replace', found: one, wanted: { url: url.href, events, scope: one.scope } }
  }

  /** A subscription of ours that no wanted one needs: a double, or one to an event that somebody has added. */
  function restStep(one: Subscription): SubscriptionStep {
    const isDouble = groups.length === 1 || groups.some((events) => hasSameEvents(one.events, events))
    return isDouble ? { action: 'delete', found: one, wanted: undefined } : stepWith(one, one.events)
  }

  /** The best one to keep comes first. */
  function rankOf(one: Subscription): number {
    return (isCurrent(one) ? 0 : 2) + (one.isEnabled ? 0 : 1)
  }

  function isCurrent(one: Subscription): boolean {
    return one.hasOtherCredential !== true && new URL(one.url).href === url.href
  }
}

function stepsOf(action: SubscriptionStep['action'], all: readonly Subscription[]): SubscriptionStep[] {
  return all.map((one) => ({ action, found: one, wanted: undefined }))
}

function takeFirst(left: Set<Subscription>): Subscription | undefined {
  const [first] = left
  if (first !== undefined) left.delete(first)
  return first
}

function hasSameEvents(some: readonly string[], others: readonly string[]): boolean {
  const names = new Set(some)
  return names.size === new Set(others).size && others.every((name) => names.has(name))
}
