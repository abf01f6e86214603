import { LIMITS, type Limits } from '../../../src/config/limits.ts'
import type { OwnScenario, Played } from '../own-scenario.ts'
import { withPostgres } from '../with-postgres.ts'
import type { DeliveryTally } from './judge-deliveries.ts'
import { type Torment, tormentOwners } from './torment-owners.ts'

/** So that another gateway takes over soon. */
const SHORT_LEASES = { leaseSeconds: 3, renewMs: 1_000 }
/** Of the control without epochs: fewer events than an owner sends twice. */
const SMALL_WINDOW = 20

type Fault = 'kills' | 'freezes'

/** The gateway that sends to destinations is killed or frozen beside another one. */
export const ownerScenarios: readonly OwnScenario[] = [
  scenario('kill-owner', 'kills', { cycles: 100, limits: SHORT_LEASES }),
  scenario('freeze-owner', 'freezes', { cycles: 1, seconds: 30 }),
  // Controls: each breaks one rule, and one of the figures has to show it.
  scenario('moves-cursor-early', 'kills', {
    cycles: 3,
    limits: { ...SHORT_LEASES, unsettledBehindCursor: 1_000 },
    mustShow: 'lost'
  }),
  scenario('lanes-off', 'kills', { cycles: 1, limits: { ...SHORT_LEASES, laneRequests: 2 }, mustShow: 'disordered' }),
  scenario('lease-without-epoch', 'freezes', {
    cycles: 1,
    limits: { ...SHORT_LEASES, windowEvents: SMALL_WINDOW, laterLeases: 1_000 },
    mustShow: 'repeated'
  })
]

interface ScenarioOptions {
  cycles: number
  seconds?: number
  /** Undefined: the gateway as it is shipped. */
  limits?: Partial<Limits['destinations']>
  /** The figure of a control that must not be as promised. */
  mustShow?: 'lost' | 'disordered' | 'repeated'
}

function scenario(name: string, fault: Fault, { cycles, seconds = 0, limits, mustShow }: ScenarioOptions): OwnScenario {
  const none = { kills: 0, freezes: 0 }
  const window = limits?.windowEvents ?? LIMITS.destinations.windowEvents
  return {
    ...{ name, cycles, seconds, usual: mustShow === undefined ? 'holds' : 'caught' },
    play: (effort) =>
      withPostgres(async (databaseUrl) => {
        const torment: Torment = { ...none, ...effort, [fault]: effort.cycles, databaseUrl, limits }
        const tally = await tormentOwners(torment)
        effort.say(
          `${tally.events} events; ${tally.lost} lost, ${tally.disordered} out of order, ${tally.repeated} repeated`
        )
        return played(tally, window, mustShow)
      })
  }
}

function played(tally: DeliveryTally, window: number, mustShow: ScenarioOptions['mustShow']): Played {
  const { events: acked, lost, repeated: duplicated, problems } = tally
  const broken = brokenPromises(tally, window)
  if (mustShow === undefined) return { acked, lost, duplicated, failures: [...Object.values(broken), ...problems] }
  const failures = mustShow in broken ? [] : [`the control has no event ${mustShow}: one would not have been seen`]
  return { acked, lost, duplicated, failures }
}

/** By figure: what is wrong with it. `window`: events that may be sent again after an incident. */
export function brokenPromises(
  { lost, disordered, repeated }: DeliveryTally,
  window: number
): Partial<Record<'lost' | 'disordered' | 'repeated', string>> {
  return {
    ...(lost > 0 && { lost: `${lost} lost` }),
    ...(disordered > 0 && { disordered: `${disordered} out of order` }),
    ...(repeated > window && { repeated: `${repeated} sent again after one incident` })
  }
}
