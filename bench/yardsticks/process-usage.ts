import { readFileSync } from 'node:fs'

/** Milliseconds that the JavaScript thread of a process has been on a core. Linux only. */
export function javascriptMs(pid: number): number {
  const [nanoseconds = ''] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
  return Number(nanoseconds) / 1e6
}

/** Calls a function, and returns the highest resident memory of a process meanwhile, in MB, with its result. */
export async function withMemory<T>(pid: number, work: () => Promise<T>): Promise<[result: T, megabytes: number]> {
  let highest = residentMb(pid)
  const timer = setInterval(() => {
    highest = Math.max(highest, residentMb(pid))
  }, 100)
  try {
    return [await work(), highest]
  } finally {
    clearInterval(timer)
  }
}

function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kilobytes) * 1024) / 1e6
}
