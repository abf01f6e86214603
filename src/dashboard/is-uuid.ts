const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** An id in lower case, as Bellhook writes it. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
