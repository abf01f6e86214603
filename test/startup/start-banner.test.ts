import t from 'tap'
import { withoutCredentials } from '../../src/startup/start-banner.ts'

t.test('no part of a password is shown', async (t) => {
  for (const user of ['', 'user@', 'user:pass@', 'user:p@ss@', 'us%40er:p@s@s@']) {
    t.equal(withoutCredentials(`https://${user}h.example/x?to=a@b`), 'https://h.example/x?to=a@b', user)
  }
})
