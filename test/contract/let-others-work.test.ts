import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import t from 'tap'
import { letOthersWork } from '../../src/contract/let-others-work.ts'

t.test('a dozen new connections are accepted meanwhile', async (t) => {
  let accepted = 0
  const server = createServer(() => accepted++).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sockets = Array.from({ length: 12 }, () => connect(port, '127.0.0.1'))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  await letOthersWork()
  t.equal(accepted, 12)
})
