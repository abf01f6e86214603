import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { ROOT } from '../support/root.ts'

const PAGE = join(ROOT, 'docs/adapter-reference.md')
const HEAD = `# Adapter reference

Everything of \`bellhook/adapter\` and \`bellhook/verify\`, made of their types. [Write an adapter](write-an-adapter.md) explains how to use it.
`

const TYPES = [
  ['plugins/pms/adapter.ts', ['PmsAdapter', 'ReadContext', 'ReplyOutcome', 'AdapterReply']],
  ['plugins/pms/envelope.ts', ['Envelope']],
  ['plugins/pms/fields.ts', ['Fields', 'Person']],
  [
    'plugins/pms/readings.ts',
    ['ReservationReading', 'GuestReading', 'RoomReading', 'MessageReading', 'OtherReading', 'About']
  ]
] as const
const CONTRACT = 'plugins/pms/adapter.ts'
const VERIFIERS =
  'hmac standard-webhooks shared-secret basic url-token body-credential username-token jwt public-key-signature sns address-list none handshake signed-text'

t.test('docs/adapter-reference.md is what the types say', async (t) => {
  const sections = [
    HEAD,
    ...TYPES.flatMap(([file, names]) => names.map((name) => sectionOf(file, name))),
    '## Functions\n',
    ...functionsIn(CONTRACT),
    ...exportsOf(CONTRACT).flatMap(({ file, names }) => functionsIn(file, names)),
    '## Verifiers\n',
    ...VERIFIERS.split(' ').flatMap((name) => functionsIn(`src/contract/verifiers/${name}.ts`)),
    sectionOf('src/contract/verifiers/signed-text.ts', 'SignatureOptions'),
    sectionOf('src/contract/verifiers/signed-text.ts', 'SignedTime'),
    sectionOf('src/contract/verifiers/verifier.ts', 'Verifier')
  ]
  const current = `${sections.join('\n').trimEnd()}\n`
  if (t.writeSnapshot) writeFileSync(PAGE, current)
  t.ok(
    readFileSync(PAGE, 'utf8') === current,
    'write it anew: npx tap --snapshot dist/test/docs/adapter-reference.test.js'
  )
})

/** Members of a type that have a line each need a sign between them. */
function oneLine(code: string): string {
  return code.replace(/(?<=[\w>\])])\n\s+(?=\w+\??: )/g, '; ').replace(/\s+/g, ' ')
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** An interface with its members, each with its comment. */
function sectionOf(file: string, name: string): string {
  const source = parse(file)
  const found = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name)
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`${file} has no interface ${name}`)
  const members = found.members.map((member) => {
    const text = oneLine(member.getText(source))
    return `- \`${text}\`${after(commentOf(member))}`
  })
  return `## ${name}\n\n${commentOf(found)}\n\n${members.join('\n')}\n`
}

/** What a file exports from other files, by file. */
function exportsOf(file: string): { file: string; names: readonly string[] }[] {
  return parse(file).statements.flatMap((one) => {
    if (!ts.isExportDeclaration(one) || one.isTypeOnly || one.moduleSpecifier === undefined) return []
    if (!ts.isStringLiteral(one.moduleSpecifier) || one.exportClause === undefined) return []
    if (!ts.isNamedExports(one.exportClause)) return []
    const names = one.exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text)
    return [{ file: join(dirname(file), one.moduleSpecifier.text), names }]
  })
}

/** The exported functions of a file, each with its parameters and its comment. `names`: only these. */
function functionsIn(file: string, names?: readonly string[]): string[] {
  const source = parse(file)
  return source.statements.flatMap((one) => {
    if (!ts.isFunctionDeclaration(one) || !isExported(one) || one.name === undefined) return []
    if (names !== undefined && !names.includes(one.name.text)) return []
    const comment = commentOf(one)
    if (comment === '') return []
    const parameters = one.parameters.map((parameter) => oneLine(parameter.getText(source))).join(', ')
    return [`- \`${one.name.text}(${parameters})\`${after(comment)}\n`]
  })
}

function isExported(node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

function commentOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node)
  if (comment === undefined || !ts.isJSDoc(comment)) return ''
  return (ts.getTextOfJSDocComment(comment.comment) ?? '').replace(/\s+/g, ' ')
}

function after(comment: string): string {
  return comment === '' ? '' : `: ${comment}`
}
