import t from 'tap'
import { createFirstReads } from '../../src/http/first-reads.ts'

const turn = () => new Promise(setImmediate)

/** Connections that note when they are read. */
function line(acceptTurns: number) {
  const reads = createFirstReads({ acceptTurns, readsPerTurn: 2, unreadPerClient: 6 })
  const read: string[] = []
  const sockets = new Map<string, { pause(): void; resume(): void }>()
  return {
    read,
    accept(client: string, name: string) {
      let isPaused = false
      const socket = {
        pause() {
          isPaused = true
        },
        resume: () => void read.push(name)
      }
      sockets.set(name, socket)
      reads.add(client, Object(socket))
      if (!isPaused) read.push(name)
    },
    close: (client: string, name: string) => reads.remove(client, Object(sockets.get(name)))
  }
}

t.test('a connection that comes alone is read at once', async (t) => {
  const { read, accept } = line(16)
  for (const name of ['a', 'b', 'c']) {
    accept('one', name)
    await turn()
    await turn()
  }
  t.strictSame(read, ['a', 'b', 'c'])
})

t.test('while connections are accepted, few are read; then some per turn, by clients in rotation', async (t) => {
  const { read, accept, close } = line(4)
  for (let n = 1; n <= 8; n++) {
    accept('crowd', `crowd ${n}`)
    await turn()
  }
  t.strictSame(read, ['crowd 1', 'crowd 2', 'crowd 3'])
  accept('other', 'other 1')
  accept('other', 'other 2')
  close('crowd', 'crowd 5')
  // The turn in which they were accepted.
  await turn()
  t.equal(read.length, 3)
  for (const more of [
    ['crowd 4', 'other 1'],
    ['crowd 6', 'other 2'],
    ['crowd 7', 'crowd 8']
  ]) {
    await turn()
    t.strictSame(read.slice(-2), more)
  }
  for (let n = 0; n < 3; n++) await turn()
  accept('crowd', 'crowd 9')
  t.equal(read.at(-1), 'crowd 9', 'nobody waits any more')
})

t.test('too many of one client do not wait', async (t) => {
  const { read, accept } = line(100)
  accept('other', 'other 1')
  accept('other', 'other 2')
  for (let n = 1; n <= 7; n++) accept('crowd', `crowd ${n}`)
  t.strictSame(read, ['other 1', 'crowd 1'])
  accept('crowd', 'crowd 8')
  t.strictSame(read, ['other 1', 'crowd 1', 'crowd 2'])
  await turn()
  await turn()
  t.strictSame(read.slice(3), ['other 2', 'crowd 3'])
})

t.test('0 turns: each is read at once', async (t) => {
  const { read, accept } = line(0)
  for (const name of ['a', 'b']) accept('one', name)
  t.strictSame(read, ['a', 'b'])
})
