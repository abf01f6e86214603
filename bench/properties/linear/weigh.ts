/**
 * How much a value is: the characters of its texts and names, and 8 for each of its parts. A text that is shared counts wherever it
 * is, because it will be written there. Stops at `limit`.
 */
export function weigh(value: unknown, limit = Number.POSITIVE_INFINITY): number {
  let weight = 0
  const rest = [value]
  while (rest.length > 0 && weight < limit) {
    const next = rest.pop()
    weight += 8
    if (typeof next === 'string' || Buffer.isBuffer(next)) weight += next.length
    else if (Array.isArray(next)) for (const item of next) rest.push(item)
    else if (typeof next === 'object' && next !== null) {
      for (const [name, inner] of Object.entries(next)) {
        weight += name.length
        rest.push(inner)
      }
    }
  }
  return weight
}
