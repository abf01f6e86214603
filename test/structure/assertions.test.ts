import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { ROOT } from '../support/root.ts'

// `t.match` takes a string for a part of one, a list for the beginning of one, and `[]` for anything. So a pattern with either hides
// what it does not compare. Use `matchExactly` for a part of an object, and `hasText` for a part of a text.

t.test('t.match gets regular expressions, and no strings or lists', async (t) => {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts')
  )
  t.ok(files.length > 100)
  for (const file of files) {
    t.strictSame(looseMatches(readFileSync(join(ROOT, 'test', file), 'utf8')), [], file)
  }
})

// tap 21 prints results of tests that run side by side under each other's names, and a test can fail or pass for another one.
t.test('the tests of one file run one after another', async (t) => {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts')
  )
  const parallel = files.filter((file) =>
    /\bt\.jobs\b|\bbuffered: true/.test(readFileSync(join(ROOT, 'test', file), 'utf8'))
  )
  t.ok(files.length > 100)
  t.strictSame(parallel, [])
})

t.test('loose patterns are found wherever they are', async (t) => {
  t.strictSame(
    looseMatches("t.match(a, 'b')\nt.match(a, { b: [] })\nt.match(a, /b/)\nt.match(a, { b: { c: `d` } })"),
    [1, 2, 4]
  )
})

/** Lines with a `t.match` whose pattern has a string or a list. */
function looseMatches(text: string): number[] {
  const tree = ts.createSourceFile('test.ts', text, ts.ScriptTarget.Latest, true)
  const lines: number[] = []
  const visit = (node: ts.Node): void => {
    const pattern = patternOf(node)
    if (pattern && isLoose(pattern)) lines.push(tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return lines
}

function patternOf(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  return node.expression.name.text === 'match' ? node.arguments[1] : undefined
}

function isLoose(pattern: ts.Expression): boolean {
  if (ts.isStringLiteralLike(pattern) || ts.isTemplateExpression(pattern) || ts.isArrayLiteralExpression(pattern)) {
    return true
  }
  if (!ts.isObjectLiteralExpression(pattern)) return false
  return pattern.properties.some((property) => ts.isPropertyAssignment(property) && isLoose(property.initializer))
}
