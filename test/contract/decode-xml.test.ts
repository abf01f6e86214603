import t from 'tap'
import { xml } from '../../src/contract/decode-xml.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'
import { findXml } from '../../src/contract/xml-scan.ts'

t.test('elements, attributes, text, lists, and CDATA become a value, without prefixes', async (t) => {
  const source =
    '<?xml version="1.0"?><s:E xmlns:s="u"><s:B a="1">x</s:B><C/><C>2</C><D>&lt;<![CDATA[<a>]]>&amp;</D></s:E>'
  t.strictSame(xml(Buffer.from(source)), { E: { B: { '@a': '1', '#text': 'x' }, C: ['', '2'], D: '<<a>&' } })
  const latin = Buffer.from('<a>Jürgen</a>', 'latin1')
  t.strictSame(xml(latin, 'text/xml; charset=ISO-8859-1'), { a: 'Jürgen' })
})

t.test('text is decoded as the XML declaration says, where the content type says nothing', async (t) => {
  for (const [declared, bytes] of [
    ['encoding="ISO-8859-1"', 'latin1'],
    ["encoding='windows-1252' standalone='yes'", 'latin1'],
    ['encoding="UTF-8"', 'utf8'],
    ['', 'utf8'],
    // .NET declares it for text in memory, and sends it as UTF-8.
    ['encoding="utf-16"', 'utf8'],
    ['encoding="klingon"', 'utf8']
  ] as const) {
    const source = Buffer.from(`<?xml version="1.0" ${declared}?><a>Jürgen</a>`, bytes)
    t.strictSame(xml(source, 'text/xml'), { a: 'Jürgen' }, declared)
  }
  const contradicting = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Jürgen</a>')
  t.strictSame(xml(contradicting, 'text/xml; charset=utf-8'), { a: 'Jürgen' }, 'RFC 7303: the content type wins')
})

t.test('entities, document types, and what is no XML are refused in a sentence without the body', async (t) => {
  for (const source of [
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<!DOCTYPE a [<!ENTITY x "yyyy"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
    '<a>&secret;</a>',
    '<a><b></a>',
    '{}',
    '',
    '<a/>secret',
    '<a>'.repeat(100),
    `<a>${'<b/>'.repeat(100_001)}</a>`,
    `<a ${Array.from({ length: 100_001 }, (_, at) => `b${at}=""`).join(' ')}/>`
  ]) {
    t.throws(() => xml(Buffer.from(source)), Undecodable, source.slice(0, 40))
    try {
      xml(Buffer.from(source))
    } catch (error) {
      t.notMatch(String(error), 'secret')
    }
  }
})

t.test('no name changes a prototype', async (t) => {
  const value = xml(Buffer.from('<a><__proto__><polluted>1</polluted></__proto__></a>'))
  t.strictSame(value, { a: '' })
  t.equal(Reflect.get({}, 'polluted'), undefined)
})

t.test('the text of one element is found without a parser, and nothing of an ambiguous one', async (t) => {
  const soap = (token: string) => `<s:E xmlns:s="u"><s:H><!-- <T>no</T> -->${token}</s:H></s:E>`
  const find = (token: string, ...names: string[]) => findXml(soap(token), ['E', 'H', ...names])
  t.equal(find('<w:T>a&amp;b</w:T>', 'T'), 'a&b')
  t.equal(find('<w:T a="1>2" b=\'x\'>y</w:T>', 'T', '@a'), '1>2')
  t.equal(find('<T><![CDATA[a<b]]></T>', 'T'), 'a<b')
  for (const odd of ['<T>a</T><T>b</T>', '<T><x/></T>', '<U><T>a</T></U>', '<T a="', '<', '<!--', '']) {
    t.equal(find(odd, 'T'), undefined, odd)
  }
})
