import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Bidirectional controls reorder the text around them, and other controls are not allowed in HTML. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** HTML text of a view. Preact escapes every text, and control characters become visible. */
export function toHtml(view: VNode): string {
  return renderToString(view).replace(CONTROLS, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
