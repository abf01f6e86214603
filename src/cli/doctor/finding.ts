/** Only `wrong` makes the doctor fail. `skipped`: not set up, or not checked. */
export type Level = 'ok' | 'warning' | 'wrong' | 'skipped'

export interface Finding {
  level: Level
  /** What was found. Never contains a secret or a part of one. */
  text: string
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

/** Something that is not set up, or was not checked, and why. */
export function skipped(text: string, advice?: string): Finding {
  return { level: 'skipped', text, ...(advice !== undefined && { advice }) }
}
