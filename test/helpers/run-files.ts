import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { compiledPath } from './compile.js'
import { MARK } from './marks.js'

export interface Outcome {
  file: string
  seconds: number
  /** Of the test's own process: neither what it starts nor the Postgres server is counted. */
  cpuSeconds: number
  /** Points of the outermost level. */
  points: number
  passed: number
  skipped: number
  /** What failed, one line each; empty if all is well. */
  faults: string[]
  /** The lines of the output that tell how it failed. */
  report: string[]
}

/** For tests that never end. Long enough for a machine that has other work; a process that does not even count time is killed. */
const TEST_SECONDS = 300
const FILE_SECONDS = 600

/**
 * Runs test files in one process, one after the other, and reads its TAP (testanything.org, version 14). Each outcome is told once it is
 * known. What a process that broke down left undone is done by another. Never rejects.
 */
export async function runFiles(files: string[], env: NodeJS.ProcessEnv, tell: (outcome: Outcome) => void): Promise<void> {
  for (let rest = files; rest.length > 0; ) rest = rest.slice(await runProcess(rest, env, tell))
}

/** How many files it came to the end of, or broke down in. */
async function runProcess(files: string[], env: NodeJS.ProcessEnv, tell: (outcome: Outcome) => void): Promise<number> {
  const child = spawn(process.execPath, ['--enable-source-maps', compiledPath('test/helpers/several.ts'), ...files.map(compiledPath)], {
    env: { ...env, TAP_TIMEOUT: String(TEST_SECONDS) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => void child.kill('SIGKILL')
  let killer = setTimeout(kill, FILE_SECONDS * 1_000)
  const ended = new Promise<string | number | null>((resolve) => {
    child.once('error', () => resolve('it did not start'))
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const outcomes = files.map((file) => blank(file))
  let [at, since, used, faults, points] = [-1, performance.now(), 0, 0, 0]
  let planned: number | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(STAMP)) {
      const [now, cpu] = [performance.now(), Number(line.slice(STAMP.length))]
      const before = outcomes[at]
      if (before) {
        before.seconds = (now - since) / 1_000
        before.cpuSeconds = cpu - used
        if (before.points === 0) before.faults.push('holds no test')
        // The last one waits for the process: how that ends may be its fault.
        if (at < files.length - 1) tell(before)
        since = now
      }
      at++
      used = before ? cpu : 0
      clearTimeout(killer)
      killer = setTimeout(kill, FILE_SECONDS * 1_000)
    }
    const plan = /^1\.\.(\d+)/.exec(line)
    if (plan) planned = Number(plan[1])
    if (/^(not )?ok \d/.test(line)) points++
    const outcome = outcomes[Math.min(Math.max(at, 0), files.length - 1)]
    if (outcome) {
      const had = outcome.faults.length
      readLine(outcome, line)
      faults += outcome.faults.length - had
    }
  }
  const how = await ended
  clearTimeout(killer)
  const last = outcomes[Math.min(Math.max(at, 0), files.length - 1)]
  if (!last) return files.length
  // A process that ends early says nothing wrong, it says too little.
  if (at < files.length) {
    last.seconds = (performance.now() - since) / 1_000
    last.faults.push(`the process ended before the tests of this file had: ${how}`)
  } else if (planned !== points) last.faults.push(`the process planned ${planned ?? 'no'} tests and ran ${points}`)
  else if (how !== 0 && faults === 0) last.faults.push(`the process ended with ${how}`)
  tell(last)
  return Math.min(Math.max(at, 0) + 1, files.length)
}

/** With the CPU seconds of the process, where the next file begins. */
const STAMP = `    # ${MARK}`

const blank = (file: string): Outcome => ({ file, seconds: 0, cpuSeconds: 0, points: 0, passed: 0, skipped: 0, faults: [], report: [] })

function readLine(outcome: Outcome, line: string): void {
  const point = /^(\s*)(not )?ok \d+\b(?: - (.*))?/.exec(line)
  // Loading a file is no test of it, unless that fails.
  if (point && (point[2] || !point[3]?.startsWith(MARK))) {
    if (point[1] === '') outcome.points++
    if (/# SKIP/i.test(line)) outcome.skipped++
    else if (point[2]) outcome.faults.push(line.trim())
    else outcome.passed++
  }
  if (/^\s*Bail out!/.test(line)) outcome.faults.push(line.trim())
  // After the first fault everything but what went well: values, places, the tests' own remarks.
  if (outcome.faults.length > 0 && (!point || point[2])) outcome.report.push(line)
}
