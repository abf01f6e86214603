// This file imports nothing, and uses no syntax that Node.js 12 cannot read: it must run where the rest of Bellhook cannot be loaded.

const REQUIRED = [20, 20] as const

/** Ends the process with a sentence if Node.js is too old. Call it before importing anything else. */
export function requireNodeVersion(): void {
  const current = process.versions.node
  if (isSupported(current)) return
  process.stderr.write(
    `Bellhook needs Node.js ${REQUIRED.join('.')} or newer, and this is ${current} (${process.execPath}). ` +
      'Install a newer one from https://nodejs.org.\n'
  )
  process.exit(1)
}

export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1])
}
