const LONGEST_PROBLEM = 500

/** A problem as it is stored. */
export function shortened(problem: string | null | undefined): string | null {
  return problem?.slice(0, LONGEST_PROBLEM) ?? null
}
