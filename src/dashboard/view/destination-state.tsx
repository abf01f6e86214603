import type { DestinationView } from '../../destinations/destination-view.ts'
import { stateOf } from './destination-words.ts'
import { Badge } from './parts.tsx'

/** The badge of a destination, and why it is in this state. */
export function DestinationState({ view }: { view: DestinationView }) {
  const { tone, word, why } = stateOf(view)
  return (
    <>
      <Badge tone={tone}>{word}</Badge>
      {why !== '' && `: ${why}`}
    </>
  )
}
