/** `npm run check`, third part: what is generated is up to date. (Import rules and the like are tests: test/house.) */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { changelogDocument, compatibilityDocument } from '../../src/http/contract.js'
import { formatsDocument } from '../../src/nominations/formats/catalogue.js'
import { openApiDocument } from '../../src/openapi.js'
import { breaks } from '../house/breaks.js'

const faults: string[] = []

const document = await openApiDocument()
if (document !== readFileSync('openapi/openapi.json', 'utf8')) faults.push('openapi/openapi.json is out of date: npx allies openapi > openapi/openapi.json')

if (formatsDocument() !== readFileSync('openapi/formats.md', 'utf8')) faults.push('openapi/formats.md is out of date: npx allies formats > openapi/formats.md')

for (const [file, text] of [
  ['compatibility.md', compatibilityDocument()],
  ['changelog.md', changelogDocument()],
] as const)
  if (text !== readFileSync(`openapi/${file}`, 'utf8')) faults.push(`openapi/${file} is out of date: npm run contract`)

for (const fault of breaks(JSON.parse(readFileSync('openapi/released.json', 'utf8')), JSON.parse(document)))
  faults.push(`openapi/openapi.json breaks what was released: ${fault}`)

// Nothing is told or asked outside: neither what is linted nor whether there is a newer version.
const quiet = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
const redocly = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js')
try {
  execFileSync(process.execPath, [redocly, 'lint', 'openapi/openapi.json', '--config', 'openapi/redocly.yaml'], { encoding: 'utf8', env: quiet, stdio: 'pipe' })
} catch (error) {
  const { stdout, stderr } = error as { stdout?: string; stderr?: string }
  faults.push(`openapi/openapi.json has findings:\n${stdout ?? ''}${stderr ?? String(error)}`)
}

// The migrations are complete if generating from the schema makes no new one.
// In the tree, since the generator takes its folder as relative.
mkdirSync('dist', { recursive: true })
const work = mkdtempSync('dist/check-')
try {
  cpSync('migrations', work, { recursive: true })
  const kit = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs')
  // It ends with 0 even when it fails, so only its own words count.
  const said = execFileSync(process.execPath, [kit, 'generate', '--dialect', 'postgresql', '--schema', './src/db/schema', '--out', work], { encoding: 'utf8' })
  if (!said.includes('No schema changes')) faults.push('the schema has changes without a migration: npm run migration -- --name WHAT')
} finally {
  rmSync(work, { recursive: true, force: true })
}

for (const fault of faults) console.error(fault)
console.log(faults.length === 0 ? 'Generated files are up to date.' : `${faults.length} generated files are out of date.`)
process.exitCode = faults.length === 0 ? 0 : 1
