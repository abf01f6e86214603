// The script of the pages. Without it everything works, except live rows, keyboard shortcuts, and local times.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
if (zone && !document.cookie.includes(`bellhook-zone=${zone};`)) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https
  document.cookie = `bellhook-zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`
}

// ——— Live rows ———

const MOST_ROWS = 1000
const live = document.querySelector('[data-live]')
const pause = document.querySelector('[data-pause]')
const waiting = document.querySelector('[data-waiting]')
let held

if (live && pause) {
  pause.hidden = false
  pause.addEventListener('click', () => {
    if (held === undefined) held = []
    else {
      for (const row of held) addRow(row)
      held = undefined
      waiting.textContent = ''
    }
    pause.textContent = held === undefined ? 'Pause' : 'Resume'
  })
  // The rows are HTML of this gateway. While the list is paused, they wait.
  live.addEventListener('htmx:sse:before:message', (event) => {
    event.preventDefault()
    const { data } = event.detail.message
    if (!data) return
    if (held !== undefined) {
      held.push(data)
      if (held.length > MOST_ROWS) held.shift()
      waiting.textContent = `${held.length} new`
    } else addRow(data)
  })
}

function addRow(html) {
  live.insertAdjacentHTML('afterbegin', html)
  live.firstElementChild?.classList.add('new')
  document.querySelector('.empty')?.remove()
  while (live.rows.length > MOST_ROWS) live.lastElementChild.remove()
}

// ——— Forms that ask first ———

document.addEventListener('submit', (event) => {
  const form = event.target
  const sentence = form.dataset.confirm
  if (sentence === undefined || form.elements.namedItem('confirmed')) return
  event.preventDefault()
  const label = event.submitter?.textContent ?? 'Confirm'
  ask(sentence, label, () => {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: 'confirmed', value: 'yes' })
    form.append(field)
    form.submit()
  })
})

function ask(sentence, label, onConfirm) {
  const text = element('p', sentence)
  const confirm = element('button', label)
  const cancel = element('button', 'Cancel')
  confirm.className = 'main'
  const dialog = openDialog('Confirm', [text, confirm, ' ', cancel])
  confirm.addEventListener('click', () => {
    dialog.close()
    onConfirm()
  })
  cancel.addEventListener('click', () => dialog.close())
}

function openDialog(name, parts) {
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-label', name)
  dialog.append(...parts)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

function element(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

// ——— Keyboard shortcuts ———

const SHORTCUTS = [
  ['/', 'Search'],
  ['j, k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['u', 'Back to the list'],
  ['p', 'Pause or resume live rows'],
  [
    'g, then o d e m s q u a',
    'Overview, deliveries, events, messages, guests and stays, quarantine, unclaimed, audit log'
  ],
  ['?', 'This list'],
  ['Escape', 'Close']
]
const GO_MS = 1500
let goUntil = 0

const ACTIONS = {
  '/': () => document.querySelector('input[type="search"]')?.focus(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  u: () => document.querySelector('a[data-up]')?.click(),
  p: () => document.querySelector('[data-pause]')?.click(),
  g: () => {
    goUntil = Date.now() + GO_MS
  },
  '?': showShortcuts
}

document.addEventListener('keydown', (event) => {
  if (document.documentElement.dataset.keys === 'off') return
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
  if (event.target.closest('input:not([type="checkbox"]), select, textarea')) return
  const isGo = Date.now() < goUntil && event.key !== 'g'
  if (isGo) goUntil = 0
  const link = isGo && /^[a-z]$/.test(event.key) ? document.querySelector(`nav a[data-key="${event.key}"]`) : null
  const action = link ? () => link.click() : isGo ? undefined : ACTIONS[event.key]
  if (action === undefined) return
  event.preventDefault()
  action()
})

function moveRow(step) {
  const links = [...document.querySelectorAll('tr[data-row]')].map((row) => row.querySelector('a')).filter(Boolean)
  const at = links.findIndex((link) => link.closest('tr').contains(document.activeElement))
  const next = links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]
  next?.focus()
}

function showShortcuts() {
  const list = document.createElement('dl')
  for (const [keys, meaning] of SHORTCUTS) list.append(element('dt', keys), element('dd', meaning))
  const close = element('button', 'Close')
  const dialog = openDialog('Keyboard shortcuts', [element('h2', 'Keyboard shortcuts'), list, close])
  close.addEventListener('click', () => dialog.close())
}
