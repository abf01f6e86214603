import type { ApiRequest, Bucket, ReadingOfRecords } from './api-request.ts'

export interface Subscriptions {
  list(context: ReadingOfRecords): ApiRequest
  /** Undefined: the body has an unknown form. `body` is undefined for 204. */
  read(body: unknown, context: ReadingOfRecords): readonly Subscription[] | undefined
  /** Events that must be subscribed to. Empty: the vendor has no choice of events. */
  events: readonly string[]
  /** Which of them go into one subscription. Default: all. */
  together?(events: readonly string[]): readonly (readonly string[])[]
  create(subscription: Pick<Subscription, 'url' | 'events' | 'scope'>, context: ReadingOfRecords): ApiRequest
  /** The id in the answer to `create`. */
  idOf(body: unknown): string | undefined
  remove(subscription: Subscription, context: ReadingOfRecords): ApiRequest
  /** Absent: the vendor cannot switch one off. */
  enable?(subscription: Subscription, context: ReadingOfRecords): ApiRequest
  /** Calls of `bellhook connect`. Together with the calls of the gateway they stay below the vendor's limit. Default: one each second. */
  budget?: Bucket
  /** What an operator has to do after a subscription was created. One sentence. */
  afterwards?: string
}

export interface Subscription {
  id: string
  url: string
  events: readonly string[]
  isEnabled: boolean
  /** The hotels that it is limited to, in the adapter's own form. Absent: it is not limited. */
  scope?: string | undefined
  /** True: the vendor proves itself with another login than the one in the settings. */
  hasOtherCredential?: boolean
}
