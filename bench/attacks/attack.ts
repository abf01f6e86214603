import type { Socket } from 'node:net'
import type { LimitOverrides } from '../limits-with.ts'
import type { Deviation, Kind } from '../traffic.ts'
import type { Plant } from './planted.ts'
import type { Condition } from './violations.ts'

/** One way to hurt the gateway from outside. */
export interface Attack {
  name: string
  /** What the attacker does, for the table. */
  what: string
  /** How long the attacker goes on. Default: SECONDS. */
  seconds?: number
  /** Runs the attack a second time with the ordinary senders at the attacker's address, as behind a proxy that is not trusted. */
  alsoFromOneAddress?: boolean
  /** Settings of the gateway that the attack needs. A control may lack them. */
  environ?: Readonly<Record<string, string>>
  /** SQL that prepares the database, if no body can do the harm alone. */
  sql?: string
  /** Resolves when there is nothing more to do, or soon after `attacker.over` is aborted. */
  run(attacker: Attacker): Promise<void>
  control: Control
}

export const SECONDS = 6

/** The gateway as shipped with one defense switched off. The same attack on it must violate a bound, or the attack proves nothing. */
export interface Control {
  /** The defense that it lacks, for the table. */
  without: string
  /** Conditions of which the attack must violate at least one. */
  violates: readonly Condition[]
  /** The bounds that make up the defense, switched off. */
  limits?: LimitOverrides
  /** A planted defect, only if the defense is an algorithm or a structure, and so has no bound. */
  plant?: Plant
  /** True: the gateway runs without the settings of the attack. */
  lacksEnviron?: boolean
}

/** The tools of an attack. It runs in a thread of its own at a low priority, because real attackers bring their own processors. */
export interface Attacker {
  /** Aborted when the time is up. */
  over: AbortSignal
  /** Ordinary senders, which pass verification, have the same address. */
  sharesAddress: boolean
  /** Runs `step` again and again in so many lanes at a time, until the time is up. */
  repeat(lanes: number, step: (lane: number) => Promise<unknown>): Promise<void>
  /** From the attacker's address, or from another one. Undefined: the gateway does not let it in. */
  connect(address?: string): Promise<Socket | undefined>
  /** Resolves when the bytes are on their way: true, or false when the connection is closed or the time is up. */
  write(socket: Socket, bytes: Buffer | string): Promise<boolean>
  /** Resolves when the gateway closes the connection, or when the time is up. */
  closed(socket: Socket): Promise<void>
  /** Reads nothing from the connection. Resolves when the gateway closes it, or when the time is up. */
  leaveUnread(socket: Socket): Promise<void>
  /** One request on a connection of its own. Undefined: there was no answer. */
  request(bytes: Buffer): Promise<Answer | undefined>
  /** Posts with the right signature, unless it deviates. Each delivery that is acknowledged must be in the database afterwards. */
  post(kind: Kind, body: string | Buffer, deviation?: Deviation): Promise<Answer | undefined>
  /** A request with the API token. */
  get(path: string): Promise<Answer | undefined>
  pause(milliseconds: number): Promise<void>
  /** Reports something that must not be possible, even if ordinary traffic goes on. */
  found(text: string): void
}

export interface Answer {
  status: number
  /** Of the delivery that the gateway has kept. */
  delivery: string | undefined
  /** The first 64 KiB. */
  body: string
}
