/** The exact decimal of a whole number divided by a power of ten. */
export function scaled(value: number, offset: number): string {
  if (value < 0) return `-${scaled(-value, offset)}`
  const places = String(offset).length - 1
  const digits = String(value).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}
