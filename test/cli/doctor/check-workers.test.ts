import t from 'tap'
import { checkWorkers } from '../../../src/cli/doctor/check-workers.ts'

t.test('the doctor compares the workers with the processors, and recommends a number', async (t) => {
  t.strictSame(checkWorkers({ workers: 1 }, 1), { level: 'ok', text: '1 worker on 1 processor' })
  t.strictSame(checkWorkers({ workers: 1 }, 2), { level: 'ok', text: '1 worker on 2 processors' })
  t.strictSame(checkWorkers({ workers: 1 }, 8), {
    level: 'ok',
    text: '1 worker on 8 processors',
    advice: 'For more throughput set WORKERS=3, or auto. See docs/operations/scaling.md.'
  })
  t.strictSame(checkWorkers({ workers: 5 }, 8), { level: 'ok', text: '5 workers on 8 processors' })
  t.strictSame(checkWorkers({ workers: 4 }, 2), {
    level: 'warning',
    text: '4 workers on 2 processors: they take turns',
    advice: 'Set WORKERS=1, or auto.'
  })
})
