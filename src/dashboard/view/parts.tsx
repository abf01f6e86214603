import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

// The parts that pages are made of.

export type Tone = 'ok' | 'warn' | 'bad' | 'soft'

const SHAPES: Readonly<Record<Tone, string>> = { ok: '●', warn: '◆', bad: '✗', soft: '○' }

/** A state: color, shape, and word. */
export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{SHAPES[tone]}</span> {children}
    </span>
  )
}

/** A region with a name. `id` is the target of links. */
export function Panel({ name, id, children }: { name: string; id?: string | undefined; children: ComponentChildren }) {
  const heading = useId()
  return (
    <section class="panel" id={id} aria-labelledby={heading}>
      <h2 id={heading}>{name}</h2>
      {children}
    </section>
  )
}

/** A sentence about what the person did, or what went wrong. */
export function Notice({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <p class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </p>
  )
}

export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The link above a page to the list that it belongs to. The key `u` follows it. */
export function UpLink({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <p class="up">
      <a href={href} data-up>
        {children}
      </a>
    </p>
  )
}
