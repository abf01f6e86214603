import type { Random } from './random.ts'

type Mutation = (body: Buffer, random: Random, other: Buffer) => Buffer

/** A real payload after up to three mutations that no provider would make. */
export function mutate(body: Buffer, random: Random, other: Buffer): Buffer {
  let mutated = body
  for (let times = random(4); times > 0; times--) mutated = random.of(MUTATIONS)(mutated, random, other)
  return mutated
}

const NUMBERS = [
  '1e400',
  '-1e400',
  '1e200000',
  '-0',
  '0.1e-7',
  '1.7976931348623159e308',
  '9'.repeat(400),
  '9007199254740993'
]
const TEXTS = ['\\u0000', '\\ud800', '\\udc00x', '\0', '\u202e', '\ufeff', '%00', '%ff', '4111 1111 1111 1111', '\\"']
const DATES = [
  '9999-12-31T23:59:59.999999Z',
  '0001-01-01T00:00:00Z',
  '0000-00-00',
  '2026-02-30',
  '275760-09-13',
  '1e99'
]
const VALUES = ['null', 'true', '[]', '{}', '""', '0', '[[[]]]', '{"":{"":null}}', '"\\u0000"', '[null,1,"x",{}]']
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', '\\u0000', 'externalId', 'id']
const BROKEN = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x00], [0x1b, 0x5b]]

const MUTATIONS: readonly Mutation[] = [
  // Bytes
  (body, random) => {
    const flipped = Buffer.from(body)
    for (let flips = 1 + random(8); flips > 0 && flipped.length > 0; flips--) {
      const at = random(flipped.length)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8))
    }
    return flipped
  },
  (body, random) => body.subarray(0, random(body.length + 1)),
  (body, random) => body.subarray(random(body.length + 1)),
  (body, random, other) => insert(body, other.subarray(random(other.length + 1)), random),
  (body, random) => insert(body, Buffer.from(random.of(BROKEN)), random),
  (_body, random) => Buffer.from(Array.from({ length: random(300) }, () => random(256))),
  (body) => Buffer.concat([Buffer.from('\ufeff'), body]),
  (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
  (_body, random) => Buffer.from(random.of(['', ' ', 'null', '[]', '{}', '{', '"', '-', '&', '=&=', '%', '1e999'])),
  // JSON
  (body, random) => replaceOne(body, /\d+(\.\d+)?/g, random, () => random.of(NUMBERS)),
  (body, random) => replaceOne(body, /"[^"]*"(?=[,}\]])/g, random, () => random.of(VALUES)),
  (body, random) => replaceOne(body, /"[^"]*"(?=[,}\]])/g, random, () => `"${random.of(DATES)}"`),
  (body, random) => replaceOne(body, /"[^"]*"(?=[,}\]])/g, random, () => `"${longText(random)}"`),
  (body, random) => replaceOne(body, /"[^"]*"(?=[,}\]])/g, random, () => nested(random)),
  (body, random) => replaceOne(body, /"[^"]*"(?=:)/g, random, () => `"${random.of(KEYS)}"`),
  (body, random) => replaceOne(body, /"[^"]*":/g, random, (key) => `${key}${random.of(VALUES)},${key}`),
  (body, random) => replaceOne(body, /\{/g, random, () => `{"${random.of(KEYS)}":${random.of(VALUES)},`),
  (body, random) => replaceOne(body, /\{/g, random, () => `{${flood(random, '"', '":1,')}`),
  // Text, in JSON and forms
  (body, random) => replaceOne(body, /(?<=[\w ])(?=[\w ])/g, random, () => random.of(TEXTS)),
  (body, random) => replaceOne(body, /&/g, random, () => `&${flood(random, '', '=%F0%9F&')}`),
  (body, random) => replaceOne(body, /&(\w+)=/g, random, (pair) => `${pair}x${pair}`),
  (body, random) => replaceOne(body, /=[^&]*/g, random, () => `=${longText(random)}`)
]

function insert(body: Buffer, part: Buffer, random: Random): Buffer {
  const at = random(body.length + 1)
  return Buffer.concat([body.subarray(0, at), part, body.subarray(at)])
}

function replaceOne(body: Buffer, pattern: RegExp, random: Random, by: (found: string) => string): Buffer {
  // Latin-1 keeps every byte, whatever it is.
  const text = body.toString('latin1')
  const places = [...text.matchAll(pattern)]
  if (places.length === 0) return body
  const { index, 0: found } = random.of(places)
  return Buffer.from(text.slice(0, index) + by(found) + text.slice(index + found.length), 'latin1')
}

function nested(random: Random): string {
  const depth = random.of([10, 60, 64, 65, 70, 5_000])
  return random(2) === 0 ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

function longText(random: Random): string {
  return Array.from({ length: random.of([300, 3_000, 30_000]) }, () => String.fromCharCode(97 + random(26))).join('')
}

function flood(random: Random, before: string, after: string): string {
  return Array.from({ length: random.of([10, 990, 1_100, 4_000]) }, (_, at) => `${before}k${at}${after}`).join('')
}
