export interface Complaint {
  /** A word for the kind of mistake, e.g. `ids`. */
  check: string
  /** A sentence: what is wrong, and what to do. */
  text: string
  /** The fixture that shows it. */
  fixture?: string
  line?: number | undefined
}

/** `created.json:12: ids: …` */
export function sentenceOf({ check, text, fixture, line }: Complaint): string {
  const place = fixture === undefined ? '' : `${fixture}.json${line === undefined ? '' : `:${line}`}: `
  return `${place}${check}: ${text}`
}
