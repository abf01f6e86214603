// The pages of people that are not logged in. None of them has a value from outside.

export const FORM_HEADERS = Object.freeze({
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin'
})

export function loginForm(): string {
  return page('Log in', '/login', [NAME, passwordField('current-password')])
}

/** `needsName`: the first admin chooses a name. The form posts to its own URL. */
export function setupForm({ needsName }: { needsName: boolean }): string {
  return page('Set a password', '', [...(needsName ? [NAME] : []), passwordField('new-password', 12)])
}

const NAME = '<p><label>Name <input name="name" autocomplete="username" maxlength="64" required></label></p>'

function passwordField(use: string, shortest?: number): string {
  const length = shortest === undefined ? '' : ` minlength="${shortest}"`
  const hint = shortest === undefined ? '' : `, ${shortest} characters or more`
  return `<p><label>Password${hint} <input type="password" name="password" autocomplete="${use}"${length} required></label></p>`
}

function page(title: string, action: string, fields: readonly string[]): string {
  const target = action === '' ? '' : ` action="${action}"`
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width"><title>Bellhook: ${title}</title></head>`,
    `<body><main><h1>${title}</h1><form method="post"${target}>`,
    ...fields,
    `<p><button type="submit">${title}</button></p></form></main></body></html>`
  ].join('\n')
}
