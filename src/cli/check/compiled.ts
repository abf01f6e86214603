import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The JavaScript of one TypeScript file of a checkout, where the build puts it. Compiled anew if the source is newer: without
 * types, which takes a moment, where the build takes a minute.
 */
export async function compiled(source: string, built: string): Promise<string> {
  if (existsSync(built) && statSync(built).mtimeMs >= statSync(source).mtimeMs) return built
  const { default: ts } = await import('typescript').catch((cause: unknown) => {
    throw new Error(`${source} is not built, and TypeScript is not installed: run npm ci`, { cause })
  })
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    fileName: source,
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true
    }
  })
  mkdirSync(dirname(built), { recursive: true })
  writeFileSync(built, outputText)
  return built
}
