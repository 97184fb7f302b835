import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { filesBelow } from './files.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const src = join(root, 'src')

interface Source {
  /** From src/, e.g. lists/plan.ts. */
  path: string
  text: string
  pure: boolean
  /** What is imported at run time: paths from src/, or package names. */
  imports: string[]
  /** Type-only imports leave nothing behind at run time. */
  types: string[]
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"\n;]*?(?:\{[^}]*\})?[^'"\n;]*?from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

const sources: Source[] = filesBelow(src, /\.tsx?$/).map((file) => {
  const text = readFileSync(file, 'utf8')
  const imports: string[] = []
  const types: string[] = []
  for (const [, type, from, dynamic] of text.matchAll(IMPORT)) {
    const name = from ?? dynamic ?? ''
    const target = name.startsWith('.') ? relative(src, resolve(dirname(file), name)).replace(/\.js$/, '.ts') : name
    ;(type ? types : imports).push(target)
  }
  return {
    path: relative(src, file),
    text,
    pure: text.startsWith('// ◆'),
    imports,
    types,
  }
})

const isPackage = (target: string) => !target.endsWith('.ts')
const domainOf = (path: string) => path.split('/')[0] ?? ''
const DOMAINS = ['chats', 'nominations', 'directory', 'lists', 'reach', 'privacy']
const INFRASTRUCTURE = ['db', 'platform', 'jobs', 'http']
/** One assertion for a whole rule: the list of its breaches is empty. */
function none(t: Test, breaches: (string | false)[]): void {
  t.same(
    breaches.filter((one) => one !== false),
    [],
  )
}

const pureFiles = new Set(sources.filter((one) => one.pure).map((one) => one.path))

/** Domain → the domains whose services it may call. */
const MAY_CALL: Record<string, string[]> = {
  chats: ['directory'],
  nominations: ['chats', 'directory'],
  directory: [],
  lists: ['chats', 'directory'],
  reach: ['chats', 'directory', 'lists'],
  privacy: ['directory'],
}

t.test('the reader of imports sees what is there', async (t) => {
  t.ok(sources.length > 60)
  t.ok(pureFiles.size > 20)
  t.ok(sources.find((one) => one.path === 'lists/sync/start.ts')?.imports.includes('lists/plan.ts'))
  t.ok(sources.find((one) => one.path === 'cli/lists.ts')?.imports.includes('lists/service.ts'))
})

const local = (one: Source) => [...one.imports, ...one.types].filter((target) => !isPackage(target))
const isPure = (target: string) => pureFiles.has(target) || pureFiles.has(`${target}x`)

/** Packages that are themselves plain functions of their input, each for the files named. */
const PURE_PACKAGES: Record<string, readonly string[]> = {
  'csv-stringify/sync': ['formats/csv.ts'],
  feed: ['formats/feed.ts'],
  'ical-generator': ['formats/ics.ts'],
  saxes: ['nominations/formats/nitter-rss.ts'],
  'any-ascii': ['directory/match/handles-names.ts', 'directory/match/normalise.ts'],
  'fastest-levenshtein': ['directory/match/similar.ts'],
  tldts: ['directory/match/web.ts'],
}

t.test('pure files import only pure files and types', async (t) => {
  const allowed = (one: Source, target: string) =>
    isPackage(target) ? PURE_PACKAGES[target]?.includes(one.path) || (target === 'node:crypto' && one.path.startsWith('kernel/')) : isPure(target)
  none(
    t,
    sources.filter((one) => one.pure).flatMap((one) => one.imports.map((target) => !allowed(one, target) && `${one.path} imports ${target}`)),
  )
})

t.test('pure files take no time, no chance and no input by themselves', async (t) => {
  const impure = /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bsetInterval\(|\bfetch\(|\bconsole\./
  none(
    t,
    sources.filter((one) => one.pure).map((one) => impure.test(one.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')) && one.path),
  )
})

t.test('the files that the design calls pure are marked so', async (t) => {
  const expected = [
    ...sources.filter((one) => one.path.startsWith('kernel/') || one.path.startsWith('nominations/formats/')).map((one) => one.path),
    ...['chats/questions.ts', 'nominations/extract.ts', 'nominations/decide.ts'],
    ...['directory/handle.ts', 'directory/decide.ts', 'directory/categorise.ts', 'directory/gate.ts'],
    ...[
      'lists/desired.ts',
      'lists/plan.ts',
      'lists/safety.ts',
      'lists/pace.ts',
      'lists/undo.ts',
      'lists/sync/mirror.ts',
      'reach/bounds.ts',
      'reach/estimate.ts',
    ],
  ]
  none(
    t,
    expected.map((path) => !pureFiles.has(path) && path),
  )
})

t.test('kernel imports nothing of ours, infrastructure knows no domain', async (t) => {
  const breaks = (one: Source, target: string) =>
    domainOf(one.path) === 'kernel'
      ? domainOf(target) !== 'kernel'
      : INFRASTRUCTURE.includes(domainOf(one.path)) && one.path !== 'jobs/handlers.ts' && DOMAINS.includes(domainOf(target))
  none(
    t,
    sources.flatMap((one) => local(one).map((target) => breaks(one, target) && `${one.path} imports ${target}`)),
  )
})

t.test('domains call one another in one direction only, and never past a service', async (t) => {
  const breaks = (from: string, target: string) => {
    const to = domainOf(target)
    if (['web', 'cli', 'demo', 'jobs'].includes(to)) return true
    return to !== from && DOMAINS.includes(to) && (!MAY_CALL[from]?.includes(to) || target.endsWith('/repo.ts'))
  }
  none(
    t,
    sources
      .filter((one) => DOMAINS.includes(domainOf(one.path)))
      .flatMap((one) => local(one).map((target) => breaks(domainOf(one.path), target) && `${one.path} imports ${target}`)),
  )
})

t.test('the engine of list sync is given everything: no database, no directory, no deps, no time and no chance of its own', async (t) => {
  const engine = sources.filter((one) => one.path.startsWith('lists/sync/') && one.path !== 'lists/sync/postgres.ts' && one.path !== 'lists/sync/repo.ts')
  t.ok(engine.length > 10)
  const outside = (target: string) =>
    target.startsWith('db/') || target.startsWith('directory/') || ['deps.ts', 'lists/repo.ts', 'lists/sync/repo.ts', 'lists/planning.ts'].includes(target)
  none(
    t,
    engine.flatMap((one) => local(one).map((target) => outside(target) && `${one.path} imports ${target}`)),
  )
  none(
    t,
    engine.map((one) => /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bsetTimeout\(/.test(one.text) && one.path),
  )
})

t.test('only platform/x knows the X client', async (t) => {
  none(
    t,
    sources.map(
      (one) => !one.path.startsWith('platform/x/') && [...one.imports, ...one.types].some((target) => target.startsWith('twitter-api-v2')) && one.path,
    ),
  )
})

t.test('SQL stands in repositories and in db only', async (t) => {
  const outside = sources.filter((one) => !one.path.startsWith('db/') && !one.path.endsWith('/repo.ts'))
  none(t, [
    ...outside.map((one) => one.imports.some((target) => target.startsWith('drizzle-orm') || target === 'pg') && `${one.path} imports the database library`),
    ...outside.map((one) => one.imports.includes('db/schema/index.ts') && `${one.path} imports tables`),
    ...outside.map((one) => /\.executeSql\(\s*[`'"]/.test(one.text) && `${one.path} holds SQL`),
    ...sources.map((one) => /sql\.raw\(/.test(one.text) && `${one.path} makes SQL from text`),
  ])
})

t.test('names follow the house: kebab-case files, no default exports, classes only for errors', async (t) => {
  const classes = (one: Source) =>
    [...one.text.matchAll(/^(?:export )?class (\w+)(?: extends (\w+))?/gm)].filter(
      ([, name = '', parent = '']) => !/Error$/.test(parent) && !/Error$/.test(name),
    )
  none(t, [
    ...sources.map((one) => !/^([a-z0-9-]+\/)*[a-z0-9.-]+\.tsx?$/.test(one.path) && one.path),
    ...sources.map((one) => /utils?\b/.test(one.path) && one.path),
    ...sources.map((one) => one.path !== 'db/drizzle.config.ts' && /\bexport default\b/.test(one.text) && `${one.path} has a default export`),
    ...sources.flatMap((one) => classes(one).map(([, name]) => `${one.path}: class ${name}`)),
  ])
})

t.test('every package imported is one that the product declares, pinned exactly', async (t) => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const nameOf = (target: string) => (target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? ''))
  none(t, [
    ...Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
    }).map(([name, version]) => !/^\d+\.\d+\.\d+/.test(version) && `${name} ${version}`),
    ...sources
      .filter((one) => one.path !== 'db/drizzle.config.ts')
      .flatMap((one) =>
        one.imports.filter(isPackage).map((target) => {
          if (target.startsWith('node:')) return false
          if (builtinModules.includes(nameOf(target))) return `${one.path}: ${target} without node:`
          return !(nameOf(target) in manifest.dependencies) && `${one.path} imports ${target}`
        }),
      ),
  ])
})
