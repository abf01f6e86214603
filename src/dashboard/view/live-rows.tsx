interface LiveRowsProps {
  /** Address of the stream of new rows. */
  stream: string
  /** How many rows stay in the table. */
  most: number
  /** The list can be paused. */
  canPause?: boolean
}

/** Connects the live table of a page with the stream of its new rows. */
export function LiveRows({ stream, most, canPause }: LiveRowsProps) {
  const connection = { 'hx-sse:connect': stream, 'hx-swap': 'none', 'hx-target': 'this' }
  return (
    <div class="actions" data-live="" data-most={most} {...connection}>
      {canPause && (
        <>
          <button type="button" data-pause hidden>
            Pause
          </button>
          <span aria-live="polite">
            <button type="button" data-waiting hidden />
          </span>
        </>
      )}
    </div>
  )
}
