// The script of the pages. Without it everything works, except live rows, keyboard shortcuts, and local times.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
if (zone && !document.cookie.includes(`bellhook-zone=${zone};`)) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https
  document.cookie = `bellhook-zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`
}

// ——— Live rows ———

const live = document.querySelector('[data-live]')
const pause = document.querySelector('[data-pause]')
const waiting = document.querySelector('[data-waiting]')
/** Rows that wait while the list is paused, or is read further down, newest first. */
let held = []
let isPaused = false

if (live) {
  const most = Number(live.dataset.most ?? 1000)
  // The rows are HTML of this gateway.
  live.addEventListener('htmx:sse:before:message', (event) => {
    event.preventDefault()
    const rows = rowsOf(event.detail.message.data)
    if (pause && (isPaused || isReading())) hold([...rows, ...held].slice(0, most))
    else addRows(rows, most)
  })
  const release = () => {
    const rows = held
    hold([])
    addRows(rows, most)
  }
  if (pause) {
    pause.hidden = false
    pause.addEventListener('click', () => {
      isPaused = !isPaused
      pause.textContent = isPaused ? 'Resume' : 'Pause'
      if (!isPaused) release()
    })
    waiting.addEventListener('click', () => {
      scrollTo(0, 0)
      release()
    })
    document.addEventListener('scroll', () => {
      waiting.classList.toggle('away', isReading())
      if (held.length > 0 && !isPaused && !isReading()) release()
    })
  }
}

/** True: the first row has left the window, so new rows would push away what a person reads. */
function isReading() {
  return document.querySelector('[data-live-rows]').getBoundingClientRect().top < 0
}

function hold(rows) {
  held = rows
  waiting.hidden = held.length === 0
  waiting.textContent = `${held.length} new`
}

function rowsOf(html) {
  const template = document.createElement('template')
  template.innerHTML = html
  return [...template.content.children]
}

function addRows(rows, most) {
  const table = document.querySelector('[data-live-rows]')
  const isNew = (row) => !table.querySelector(`a[href="${row.querySelector('a').getAttribute('href')}"]`)
  const added = rows.filter(isNew)
  for (const row of added) row.classList.add('new')
  table.prepend(...added)
  while (table.rows.length > most) table.lastElementChild.remove()
  const empty = table.parentElement.nextElementSibling
  if (added.length > 0 && empty?.matches('.empty')) empty.remove()
}

// ——— Notices about what the page asks for by itself ———

const notice = document.querySelector('#notice')
/** A restart of the gateway takes less. */
const PATIENCE_MS = 10_000
let failing
let isLoggedOut = false

document.addEventListener('htmx:error', () => failed())
document.addEventListener('htmx:response:error', ({ detail }) => failed(detail.ctx.response.status))
document.addEventListener('htmx:sse:error', ({ detail }) => failed(detail.status))
document.addEventListener('htmx:sse:after:connection', worked)
document.addEventListener('htmx:after:request', ({ detail }) => {
  if (detail.ctx.response.status < 400) worked()
})
for (const name of ['htmx:before:request', 'htmx:sse:before:connection']) {
  document.addEventListener(name, (event) => {
    if (isLoggedOut) event.preventDefault()
  })
}

function failed(status) {
  if (status === 401) return logOut()
  failing ??= setTimeout(() => {
    notice.textContent = 'Not live: trying again. What is shown may be old.'
  }, PATIENCE_MS)
}

function worked() {
  clearTimeout(failing)
  failing = undefined
  if (!isLoggedOut) notice.textContent = ''
}

function logOut() {
  worked()
  isLoggedOut = true
  const link = element('a', 'Log in again')
  link.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`
  notice.replaceChildren('You were logged out. ', link)
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
    // Back in the browser leads to this form again, and it must ask again.
    field.remove()
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
  ['j, k', 'Next and previous row, or delivery'],
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
  '/': search,
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

/** Pages without a search lead to the one of deliveries. */
function search() {
  const field = document.querySelector('input[type="search"]')
  if (field) field.focus()
  else location.assign('/app/deliveries#search')
}

if (location.hash === '#search') search()

// A page about one entity leads back to the list as it was, with its filters.
const back = document.querySelector('a[data-up]')
if (document.querySelector('tr[data-row]') && !back) {
  sessionStorage.setItem(`list ${location.pathname}`, location.pathname + location.search)
}
if (back) back.href = sessionStorage.getItem(`list ${back.getAttribute('href')}`) ?? back.href

function moveRow(step) {
  const beside = document.querySelector(step > 0 ? 'a[data-older]' : 'a[data-newer]')
  if (beside) return beside.click()
  const links = [...document.querySelectorAll('tr[data-row]')].map((row) => row.querySelector('a')).filter(Boolean)
  const at = links.findIndex((link) => link.closest('tr').contains(document.activeElement))
  const next = links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]
  next?.focus()
}

// On a phone, the links to pages are one line that scrolls.
document.querySelector('nav a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })

for (const field of document.querySelectorAll('input[readonly]')) {
  const copy = element('button', `Copy ${field.labels[0].textContent}`)
  copy.type = 'button'
  copy.addEventListener('click', () => {
    field.select()
    // Without https, the browser has no clipboard, and the selection can be copied.
    navigator.clipboard?.writeText(field.value).then(() => {
      copy.textContent = 'Copied'
    })
  })
  field.after(copy)
}

function showShortcuts() {
  const list = document.createElement('dl')
  for (const [keys, meaning] of SHORTCUTS) list.append(element('dt', keys), element('dd', meaning))
  const close = element('button', 'Close')
  const dialog = openDialog('Keyboard shortcuts', [element('h2', 'Keyboard shortcuts'), list, close])
  close.addEventListener('click', () => dialog.close())
}
