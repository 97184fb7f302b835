import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { compiledPath } from './compile.js'

export interface Outcome {
  file: string
  seconds: number
  passed: number
  skipped: number
  /** What failed, one line each; empty if all is well. */
  faults: string[]
  /** The lines of the output that tell how it failed. */
  report: string
}

/** For tests that never end. Long enough for a machine that has other work; a process that does not even count time is killed. */
const TEST_SECONDS = 300
const FILE_SECONDS = 600

/** Runs one test file in a process of its own and reads its TAP (testanything.org, version 14). Never rejects. */
export async function runFile(file: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--enable-source-maps', compiledPath(file)], {
    env: { ...env, TAP_TIMEOUT: String(TEST_SECONDS) },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: FILE_SECONDS * 1_000,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: 'no start' }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const read = await readTap(createInterface({ input: child.stdout }))
  const { code, signal } = await ended
  const faults = [...read.faults]
  // A process that ends early says nothing wrong, it says too little.
  if (read.planned === undefined) faults.push('ended without a plan')
  else if (read.planned === 0) faults.push('holds no test')
  else if (read.planned !== read.points) faults.push(`planned ${read.planned} tests and ran ${read.points}`)
  if (code !== 0 && faults.length === 0) faults.push(`ended with ${signal ?? code}`)
  return { file, seconds: (performance.now() - started) / 1_000, passed: read.passed, skipped: read.skipped, faults, report: read.report.join('\n') }
}

interface Tap {
  passed: number
  skipped: number
  faults: string[]
  report: string[]
  /** The plan and the points of the outermost level, which must agree. */
  planned: number | undefined
  points: number
}

async function readTap(lines: AsyncIterable<string>): Promise<Tap> {
  const tap: Tap = { passed: 0, skipped: 0, faults: [], report: [], planned: undefined, points: 0 }
  for await (const line of lines) {
    const point = /^(\s*)(not )?ok \d+\b/.exec(line)
    if (point) {
      if (point[1] === '') tap.points++
      if (/# SKIP/i.test(line)) tap.skipped++
      else if (point[2]) tap.faults.push(line.trim())
      else tap.passed++
    }
    const plan = /^1\.\.(\d+)/.exec(line)
    if (plan) tap.planned = Number(plan[1])
    if (/^\s*Bail out!/.test(line)) tap.faults.push(line.trim())
    // After the first fault everything but what went well: values, places, the tests' own remarks.
    if (tap.faults.length > 0 && (!point || point[2])) tap.report.push(line)
  }
  return tap
}
