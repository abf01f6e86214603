import type { AttemptEntry, Checkpoint, ParkedEvent } from '../db/consumers/exceptions.ts'

type Changes = Pick<Checkpoint, 'parked' | 'unparked' | 'dead' | 'attempts'>

/** What the next checkpoint writes, beside the position. What could not be written is added again. */
export function createPendingChanges() {
  let parked = new Map<number, ParkedEvent | Pick<ParkedEvent, 'lane' | 'position'>>()
  let dead = new Map<number, Checkpoint['dead'][number]>()
  let attempts: AttemptEntry[] = []

  return {
    park: (event: ParkedEvent) => void parked.set(event.position, event),
    unpark: ({ lane, position }: Pick<ParkedEvent, 'lane' | 'position'>) =>
      void parked.set(position, { lane, position }),
    bury: (event: Checkpoint['dead'][number]) => void dead.set(event.position, event),
    tried: (attempt: AttemptEntry) => void attempts.push(attempt),
    get isEmpty(): boolean {
      return parked.size + dead.size + attempts.length === 0
    },
    take(): Changes {
      const all = [...parked.values()]
      const changes = {
        parked: all.filter((event): event is ParkedEvent => 'eventId' in event),
        unparked: all.filter((event) => !('eventId' in event)),
        dead: [...dead.values()],
        attempts
      }
      parked = new Map()
      dead = new Map()
      attempts = []
      return changes
    },
    restore(changes: Changes): void {
      for (const event of [...changes.parked, ...changes.unparked]) {
        if (!parked.has(event.position)) parked.set(event.position, event)
      }
      for (const event of changes.dead) if (!dead.has(event.position)) dead.set(event.position, event)
      attempts = [...changes.attempts, ...attempts]
    }
  }
}

export type PendingChanges = ReturnType<typeof createPendingChanges>
