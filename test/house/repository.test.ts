import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ERRORS } from '../../src/kernel/errors.js'
import { filesBelow } from './files.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const tracked = (): string[] => execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)

t.test('the top of the repository holds what it should and nothing else', async (t) => {
  const allowed = new Set([
    'src',
    'migrations',
    'openapi',
    'test',
    'docker-compose.yml',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'README.md',
    'LICENSE',
  ])
  const tops = [...new Set(tracked().map((file) => file.split('/')[0] ?? ''))]
  t.same(
    tops.filter((top) => !allowed.has(top) && !top.startsWith('.')),
    [],
  )
})

t.test('the lockfile names packages and checksums, not where they were fetched from', async (t) => {
  t.notMatch(readFileSync(join(root, 'package-lock.json'), 'utf8'), /"resolved":/)
})

t.test('every error code that is used stands in the table', async (t) => {
  const used = filesBelow(join(root, 'src'), /\.tsx?$/).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new AppError\(\s*'([a-z_]+)'/g)].map(([, code = '']) => code),
  )
  t.ok(used.length > 30)
  t.same(
    used.filter((code) => !(code in ERRORS)),
    [],
  )
})

t.test('every migration is in the journal, in order', async (t) => {
  const journal = JSON.parse(readFileSync(join(root, 'migrations/meta/_journal.json'), 'utf8')) as { entries: { tag: string; when: number }[] }
  const files = filesBelow(join(root, 'migrations'), /\.sql$/).map((file) => file.slice(join(root, 'migrations/').length, -4))
  t.same(
    journal.entries.map((entry) => entry.tag),
    files,
  )
  t.same(
    journal.entries.map((entry) => entry.when),
    journal.entries.map((entry) => entry.when).sort((a, b) => a - b),
  )
})
