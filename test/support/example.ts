import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import ts from 'typescript'
import { ROOT } from './root.ts'
import { makeFolder } from './test-app.ts'

export interface Example {
  child: ChildProcess
  /** Lines that it has printed. */
  printed(): string[]
}

/** Starts a program in a folder. It is ended with the test. */
export function runExample(
  t: Test,
  { command, file, cwd, env }: { command: string; file: string; cwd: string; env: Record<string, string> }
): Example {
  let text = ''
  const child = spawn(command, [file], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  t.teardown(() => child.kill('SIGKILL'))
  return { child, printed: () => text.split('\n').slice(0, -1) }
}

/** Compiles a file of TypeScript into a folder where `bellhook` is installed. Node.js 20 cannot run TypeScript. */
export function installExample(t: Test, source: string): string {
  const folder = makeFolder(t)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/bellhook'))
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  const { outputText } = ts.transpileModule(readFileSync(join(ROOT, source), 'utf8'), { compilerOptions })
  const file = join(folder, 'example.mjs')
  writeFileSync(file, outputText)
  return file
}
