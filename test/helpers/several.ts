/**
 * Test files one after the other in one process: `node several.js FILE...` (compiled ones). What a process must do before its first test
 * (loading tap and the product, opening PGlite, compiling code and schemas until they are fast) takes over two seconds of CPU.
 * Each file is loaded only when the tests of the one before have ended, and its tests stand after a point of its own name.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { MARK } from './marks.js'

/** tap names the directories of `t.testdir()` after the command, once and for all: with all the files in it the names would be too long. */
const files = process.argv.splice(2).map((file) => resolve(file))
process.argv[1] = files[0] ?? ''
const { default: t } = await import('tap')

const seconds = Number(process.env.TAP_TIMEOUT ?? 300)

function stamp(own: Test): void {
  const { user, system } = process.cpuUsage()
  own.comment(`${MARK}${(user + system) / 1e6}`)
}

for (const file of files) {
  // Loaded inside a test: while the outermost one has nothing to do, it takes itself for ended.
  await t.test(`${MARK}${file}`, async (own) => {
    stamp(own)
    // The time is counted from now: each file has all of it.
    t.setTimeout(seconds * 1_000)
    await import(pathToFileURL(file).href)
  })
}
await t.test(`${MARK}none`, async (own) => stamp(own))
