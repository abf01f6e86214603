import type { FeedEvent } from '../db/events.ts'
import { fromDatabase } from '../db/instant.ts'
import { type ExpiredCursor, toCursor } from './cursor.ts'

/**
 * An event as consumers see it, in the order of schemas/event.ts. The data goes from the database to the reader as text: parsed data
 * needs many times the memory, and parsing and serializing it is most of the cost of a page (`npm run bench -- --only pages`).
 */
export function eventJson(event: FeedEvent): string {
  const { property, account, hotel, corrects, traceparent } = event
  return (
    `{"specversion":"1.0","id":"${event.id}","type":${text(event.type)},"source":${text(event.source)}` +
    `,"subject":${text(event.subject)},"time":"${fromDatabase(event.time)}","datacontenttype":"application/json"` +
    `,"channel":${text(event.channel)}${property === null ? '' : `,"property":${text(property)}`}` +
    `${account === null ? '' : `,"account":"${account}"`}${hotel === null ? '' : `,"hotel":"${hotel}"`}` +
    `,"deliveryid":"${event.deliveryId}","receivedtime":"${fromDatabase(event.receivedAt)}"` +
    `,"timebasis":${text(event.timebasis)},"verified":${event.verified},"hydrated":${event.hydrated}` +
    `${corrects === null ? '' : `,"corrects":"${corrects}"`}` +
    `${traceparent === null ? '' : `,"traceparent":${text(traceparent)}`},"data":${inOneLine(event.data)}}`
  )
}

/** An event as a server-sent event. */
export function eventMessage(event: FeedEvent): string {
  return `id: ${toCursor(event.position)}\ndata: ${eventJson(event)}\n\n`
}

/** An error as a server-sent event, in the form of all errors. */
export function errorMessage(error: ExpiredCursor): string {
  const { code, message, details } = error
  return `event: error\ndata: ${JSON.stringify({ error: { code, message, details } })}\n\n`
}

const text = (value: string): string => JSON.stringify(value)

/** JSON has line breaks only between its parts. One would end the data of a server-sent event. */
function inOneLine(json: string): string {
  return json.includes('\n') || json.includes('\r') ? json.replaceAll(/[\r\n]/g, ' ') : json
}
