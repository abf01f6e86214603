const steps: (() => void)[] = []

/** What has to be done when this process ends in the middle of it all, also by a signal. Must do no harm when it is done. */
export function whenInterrupted(step: () => void): void {
  if (steps.length === 0) {
    process.once('exit', () => {
      for (const each of steps.reverse()) each()
    })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1))
  }
  steps.push(step)
}
