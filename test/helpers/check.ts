/** `npm run check`, third part: what is generated is up to date. (Import rules and the like are tests: test/house.) */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openApiDocument } from '../../src/openapi.js'

const faults: string[] = []

const document = await openApiDocument()
if (document !== readFileSync('openapi/openapi.json', 'utf8')) faults.push('openapi/openapi.json is out of date: npx allies openapi > openapi/openapi.json')

// The migrations are complete if generating from the schema makes no new one.
const work = mkdtempSync(join(tmpdir(), 'allies-check-'))
try {
  cpSync('migrations', work, { recursive: true })
  const before = readdirSync(work).length
  const kit = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs')
  execFileSync(process.execPath, [kit, 'generate', '--dialect', 'postgresql', '--schema', './src/db/schema', '--out', work], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (readdirSync(work).length !== before) faults.push('the schema has changes without a migration: npm run migration -- --name WHAT')
} finally {
  rmSync(work, { recursive: true, force: true })
}

for (const fault of faults) console.error(fault)
console.log(faults.length === 0 ? 'Generated files are up to date.' : `${faults.length} generated files are out of date.`)
process.exitCode = faults.length === 0 ? 0 : 1
