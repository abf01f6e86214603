/** A piece of HTML that is safe to show. */
export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | readonly Markup[] | undefined

/** A template in which every text is escaped, so that only what the template itself says is HTML. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.map((part, at) => part + toMarkup(values[at])).join('') }
}

/** Sentences: `code` in backticks, and an empty line between paragraphs. */
export function prose(text: string | undefined): Markup[] {
  const paragraphs = text === undefined ? [] : text.split('\n\n')
  return paragraphs.map((paragraph) => html`<p>${inline(paragraph)}</p>`)
}

/** The same in one line. */
export function inline(text: string | undefined): Markup[] {
  return (text ?? '').split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

function toMarkup(value: Value): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
