import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { lockDirectory } from '../../src/db/lock.js'
import { AppError } from '../../src/kernel/errors.js'

const folder = (t: { teardown(fn: () => void): void }) => {
  const made = mkdtempSync(join(tmpdir(), 'allies-lock-'))
  t.teardown(() => rmSync(made, { recursive: true, force: true }))
  return join(made, 'pglite')
}

const refusal = (directory: string) => {
  try {
    lockDirectory(directory)
    return null
  } catch (error) {
    return error instanceof AppError ? error : null
  }
}

t.test('the directory of a living process is refused, naming it and the way out', async (t) => {
  const directory = folder(t)
  const lock = lockDirectory(directory)
  const error = refusal(directory)
  t.equal(error?.code, 'data_dir_locked')
  t.match(error?.message, String(process.pid))
  t.match(error?.message, 'DATABASE_URL')
  lock.release()
  t.notOk(existsSync(`${directory}.lock`))
  lockDirectory(directory).release()
})

t.test('the lock of a process that died is taken over', async (t) => {
  const directory = folder(t)
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  writeFileSync(`${directory}.lock`, JSON.stringify({ pid: child.pid, started: '' }))
  t.equal(refusal(directory)?.code, 'data_dir_locked', 'while it lives it is refused')
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  const lock = lockDirectory(directory)
  t.equal(JSON.parse(readFileSync(`${directory}.lock`, 'utf8')).pid, process.pid)
  lock.release()
})

t.test('a process that was killed and not yet waited for holds nothing', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  const directory = folder(t)
  // The shell becomes a program that never waits for the child it had, which stays behind as a zombie.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
  t.teardown(() => parent.kill('SIGKILL'))
  const pid = Number(await new Promise((resolve) => parent.stdout.once('data', (said: Buffer) => resolve(said.toString()))))
  // Between its birth and its program it has no name.
  for (let tries = 0; tries < 200 && !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep'); tries++) await pause(10)
  writeFileSync(`${directory}.lock`, JSON.stringify({ pid, started: '' }))
  t.match(refusal(directory)?.message, `process ${pid} (`, 'while it runs it is refused, and named')
  // Only now the shell has surely given way to the program.
  for (let tries = 0; tries < 200 && !readFileSync(`/proc/${parent.pid}/cmdline`, 'utf8').startsWith('sleep'); tries++) await pause(10)
  process.kill(pid, 'SIGKILL')
  for (let tries = 0; tries < 200 && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')); tries++) await pause(10)
  t.match(readFileSync(`/proc/${pid}/stat`, 'utf8'), /\) Z/, 'a zombie')
  lockDirectory(directory).release()
})

t.test('a later process with the same number is not taken for the holder', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  const directory = folder(t)
  writeFileSync(`${directory}.lock`, JSON.stringify({ pid: process.pid, started: '1' }))
  lockDirectory(directory).release()
  t.notOk(existsSync(`${directory}.lock`))
})

t.test('a damaged lock file does not keep the directory shut for ever', async (t) => {
  const directory = folder(t)
  writeFileSync(`${directory}.lock`, '{')
  lockDirectory(directory).release()
  t.pass('taken')
})
