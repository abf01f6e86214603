/** A worker cannot start. The message is a sentence for people, without secrets. */
export class WorkerFailed extends Error {
  override name = 'WorkerFailed'
}
