/** A text from outside, for example a body. htmx reads no attributes in it. */
export function Raw({ text }: { text: string }) {
  return (
    // Long texts scroll, so the keyboard must reach them.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to take the focus
    <pre tabIndex={0} {...{ 'hx-ignore': true }}>
      {text}
    </pre>
  )
}
