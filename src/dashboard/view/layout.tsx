import type { ComponentChildren } from 'preact'
import { assetUrl } from '../assets.ts'
import { NAVIGATION } from '../navigation.ts'
import type { Preferences, Viewer } from '../viewer.ts'
import { ViewerContext } from './viewer-context.ts'

interface LayoutProps {
  heading: string
  /** Undefined: nobody is logged in, or the session cannot be read. */
  viewer: Viewer | undefined
  preferences: Preferences
  /** Path of the request. The navigation marks its page. */
  path: string
  children: ComponentChildren
}

/** htmx is to add no style of its own, and to leave the page as it is where a request fails. */
const HTMX = JSON.stringify({
  ...{ includeIndicatorCSS: false, noSwap: [204, 304, 401, 403, 404, '5xx'] },
  // By default, a page waits up to a minute after the gateway is back.
  sse: { reconnectMaxDelay: 3_000 }
})

export function Layout({ heading, viewer, preferences, path, children }: LayoutProps) {
  const { theme, keys } = preferences
  return (
    <html lang="en" data-theme={theme} data-keys={keys ? 'on' : 'off'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <meta name="htmx-config" content={HTMX} />
        <title>{`${heading} · Bellhook`}</title>
        <link rel="stylesheet" href={assetUrl('app.css')} />
        <link rel="icon" type="image/svg+xml" href={assetUrl('icon.svg')} />
        <script defer src={assetUrl('htmx.min.js')} />
        <script defer src={assetUrl('hx-sse.min.js')} />
        <script defer src={assetUrl('app.js')} />
      </head>
      <body class={viewer === undefined ? 'alone' : undefined}>
        {viewer !== undefined && (
          <>
            <a class="skip" href="#main">
              Skip to the content
            </a>
            <Top name={viewer.name} />
            <Navigation path={path} />
          </>
        )}
        <main id="main" tabIndex={-1}>
          <h1>{heading}</h1>
          {viewer === undefined ? children : <ViewerContext.Provider value={viewer}>{children}</ViewerContext.Provider>}
        </main>
        <div id="notice" role="status" aria-live="polite" />
      </body>
    </html>
  )
}

function Top({ name }: { name: string }) {
  return (
    <header>
      <a class="brand" href="/app">
        Bellhook
      </a>
      <form method="post" action="/logout">
        <span class="soft">{name}</span> <button type="submit">Log out</button>
      </form>
    </header>
  )
}

function Navigation({ path }: { path: string }) {
  return (
    <nav aria-label="Pages">
      {NAVIGATION.map(({ title, links }) => (
        <div key={title}>
          <p>{title}</p>
          <ul>
            {links.map(({ href, label, key }) => (
              <li key={href}>
                <a href={href} data-key={key} aria-current={isCurrent(href, path) ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function isCurrent(href: string, path: string): boolean {
  return href === '/app' ? path === '/app' : path === href || path.startsWith(`${href}/`)
}
