import type { Variant } from './gateway.ts'
import type { Tally } from './stage.ts'

/** What did not hold. */
export function judge({ lost, duplicated, problems }: Tally, variant: Variant = 'bellhook'): string[] {
  if (variant !== 'bellhook') return lost > 0 ? [] : ['the control lost nothing: a loss would not have been seen']
  return [...(lost > 0 ? [`${lost} lost`] : []), ...(duplicated > 0 ? [`${duplicated} duplicated`] : []), ...problems]
}

/** The line that a scenario ends with. */
export function summary({ acked, lost, duplicated, refused }: Tally): string {
  const reasons = Object.entries(refused).map(([reason, count]) => `${count} × ${reason}`)
  return `acked ${acked}, lost ${lost}, duplicated ${duplicated} (refused: ${reasons.join(', ') || 'none'})`
}
