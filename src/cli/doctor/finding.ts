/** How it stands: well, to mind, wrong, or not looked at. Only `wrong` makes the doctor end with 1. */
export type Level = 'ok' | 'warning' | 'wrong' | 'skipped'

export interface Finding {
  level: Level
  /** How it is. Never with a secret or a part of one. */
  text: string
  /** What to do. */
  advice?: string
}

export function ok(text: string, advice?: string): Finding {
  return { level: 'ok', text, ...(advice !== undefined && { advice }) }
}

export function warning(text: string, advice: string): Finding {
  return { level: 'warning', text, advice }
}

export function wrong(text: string, advice: string): Finding {
  return { level: 'wrong', text, advice }
}

/** Why it was not looked at. */
export function skipped(text: string, advice?: string): Finding {
  return { level: 'skipped', text, ...(advice !== undefined && { advice }) }
}
