import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildIfStale, compiledPath, compileTests } from '../helpers/compile.js'
import { makeSnapshot } from '../helpers/snapshot.js'
import { GAPS, POINTS } from '../http/checklist/table.js'
import type { Bench } from './measure.js'

const FOLDER = 'test/http/checklist'

interface Found {
  held: number
  failed: number
}

/** The points of the API, each with what became of its check: 2 if all of it holds, 1 if a part does or a gap is known, 0 if nothing does. */
export async function checklist(): Promise<Bench> {
  if (!buildIfStale()) throw new Error('the source cannot be built')
  compileTests()
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.test.ts'))
  const found = new Map<number, Found>()
  const work = mkdtempSync(join(tmpdir(), 'allies-bench-'))
  try {
    const snapshot = join(work, 'pglite.tar')
    await makeSnapshot(snapshot)
    for (const file of files) await run(join(FOLDER, file), snapshot, found)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const scores = Object.keys(POINTS).map((number) => [Number(number), score(Number(number), found.get(Number(number)))] as const)
  for (const [number, points] of scores) {
    const { held = 0, failed = 0 } = found.get(number) ?? {}
    const why =
      held + failed === 0
        ? 'not checked'
        : [failed > 0 ? `${failed} of ${held + failed} assertions fail` : `${held} assertions`, GAPS[number]].filter(Boolean).join('; but ')
    console.log(`${String(number).padStart(4)}  ${points}  ${POINTS[number]} (${why})`)
  }
  const sum = scores.reduce((total, [, points]) => total + points, 0)
  return {
    name: 'checklist',
    ratios: { share: sum / (2 * scores.length) },
    absolute: { sum, most: 2 * scores.length, ...Object.fromEntries(scores.map(([number, points]) => [`point_${number}`, points])) },
  }
}

function score(number: number, found: Found | undefined): number {
  if (!found || found.held === 0) return 0
  return found.failed === 0 && !(number in GAPS) ? 2 : 1
}

/** Runs the tests of a file in a process of their own and reads their TAP: what stands indented below `API n` is what the point asserts. */
async function run(file: string, snapshot: string, found: Map<number, Found>): Promise<void> {
  const child = spawn(process.execPath, ['--enable-source-maps', compiledPath(file)], {
    // On a busy machine the samples alone take longer than the half minute that a test has by default.
    env: { ...process.env, ALLIES_TEST_SNAPSHOT: snapshot, TAP_TIMEOUT: '300' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let at: Found | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const test = /^# Subtest: API (\d+):/.exec(line)
    if (test) {
      at = { held: 0, failed: 0 }
      found.set(Number(test[1]), at)
    }
    const assertion = /^ {4}(not )?ok \d/.exec(line)
    if (assertion && at) at[assertion[1] ? 'failed' : 'held']++
  }
}
