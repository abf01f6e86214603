interface WakeablePause {
  /** Ends the pause. Without one, the next pause does not begin, unless `reset` is called before. */
  wake(): void
  /** What comes from now on is answered by the work that begins now. */
  reset(): void
  isWoken(): boolean
  /** Resolves after so many milliseconds, or when it is woken. */
  pause(milliseconds: number): Promise<void>
}

/** The pause of a loop that looks for work when it is woken, and from time to time. */
export function createWakeablePause(): WakeablePause {
  let isWoken = false
  let end = () => {}

  return {
    wake() {
      isWoken = true
      end()
    },
    reset() {
      isWoken = false
    },
    isWoken: () => isWoken,
    async pause(milliseconds) {
      if (isWoken) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}
