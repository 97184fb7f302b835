import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { compiledPath } from './compile.js'

t.test('a runner that found faults says so when it ends, though it has started a Postgres', async (t) => {
  const postgres = pathToFileURL(resolve(compiledPath('test/helpers/postgres.ts'))).href
  for (const code of [0, 3]) {
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', `await import('${postgres}'); process.exitCode = ${code}`])
    t.equal(status, code)
  }
})
