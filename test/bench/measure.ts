import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

/** Last line of a bench: every figure as a ratio to a reference measured in the same run, since machines differ and so does their load. */
export interface Bench {
  name: string
  ratios: Record<string, number>
  absolute: Record<string, number | string>
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[half] ?? Number.NaN) : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2
}

export const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits))

/** Milliseconds that each of the candidates takes, as medians of rounds in which they take turns, so that load falls on all alike. */
export function takeTurns<K extends string>(candidates: Record<K, () => unknown>, rounds: number): Record<K, number> {
  const names = Object.keys(candidates) as K[]
  const taken = new Map<K, number[]>(names.map((name) => [name, []]))
  for (const name of names) candidates[name]()
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const started = performance.now()
      candidates[name]()
      taken.get(name)?.push(performance.now() - started)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name) ?? [])])) as Record<K, number>
}

export interface Load {
  per_second: number
  p99_ms: number
}

/** Loads an address from a process of its own, so that the client's work is not the server's. @throws if any answer was not 200. */
export async function load(url: string, seconds: number, connections = 10): Promise<Load> {
  const bin = createRequire(import.meta.url).resolve('autocannon/autocannon.js')
  const text = await new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, [bin, '--json', '-c', String(connections), '-d', String(seconds), url], { stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.once('error', reject)
    child.once('close', () => resolve(out))
  })
  const result = JSON.parse(text) as { requests: { average: number }; latency: { p99: number }; non2xx: number; errors: number }
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`)
  return { per_second: result.requests.average, p99_ms: result.latency.p99 }
}
