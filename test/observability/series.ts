import type { TestApp } from '../support/test-app.ts'

/** Every series of an exposition, by its name with labels, and its value. */
export function seriesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    })
  )
}

/** What `/metrics` says now. */
export async function read({ get }: TestApp): Promise<(series: string) => number | undefined> {
  const series = seriesOf((await get('/metrics')).body)
  return (name) => series.get(name)
}
