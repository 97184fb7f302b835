/**
 * Compiles the suite once, before it runs. A loader would compile every file again in every one of the test processes, and Node hands
 * each module to a loader's thread: together 3 s of CPU for a test that takes one tenth of it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

/** In the build, so that `../../src/x.js` of a test is the very module that users run. */
const OUT = 'dist/.test'

/** The build is what the tests import and start, so it must be of this very source. Its types are `npm run check`'s business. False if it cannot be read. */
export function buildIfStale(): boolean {
  const built = existsSync('dist/cli.js') ? statSync('dist/.tsbuildinfo', { throwIfNoEntry: false })?.mtimeMs : undefined
  const sources = readdirSync('src', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (built !== undefined && sources.every((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs <= built)) return true
  const require = createRequire(import.meta.url)
  return spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', '.', '--noCheck'], { stdio: 'inherit' }).status === 0
}

/** Where a test's compiled form lies. Run it from the root of the repository: `node --enable-source-maps FILE`. */
export const compiledPath = (file: string): string => join(OUT, file.replace(/\.tsx?$/, '.js'))

/** All of test/ as JavaScript; only what changed is written. Types are `npm run check`'s business. */
export function compileTests(): void {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8'))
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.')
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, inlineSourceMap: true }
  delete compilerOptions.sourceMap
  delete compilerOptions.outDir
  delete compilerOptions.rootDir

  mkdirSync(OUT, { recursive: true })
  if (!existsSync(join(OUT, 'src'))) symlinkSync('..', join(OUT, 'src'), 'junction')
  const sources = filesBelow('test').filter((file) => /\.tsx?$/.test(file))
  const wanted = new Set(sources.map(compiledPath))
  if (existsSync(join(OUT, 'test'))) for (const file of filesBelow(join(OUT, 'test'))) if (!wanted.has(file)) rmSync(file)
  const compiler = statSync('test/helpers/compile.ts').mtimeMs
  for (const file of sources) {
    const out = compiledPath(file)
    const written = statSync(out, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (written > statSync(file).mtimeMs && written > compiler) continue
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: { ...compilerOptions, sourceRoot: pathToFileURL(dirname(file)).href },
      transformers: { before: [staysWhereItWas(pathToFileURL(file).href)] },
    })
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, outputText)
  }
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** `import.meta.url` says where the source lies: fixtures, migrations and documents are found from there. */
const staysWhereItWas =
  (url: string): ts.TransformerFactory<ts.SourceFile> =>
  (context) =>
  (file) => {
    const visit = (node: ts.Node): ts.Node =>
      ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression) && node.name.text === 'url'
        ? context.factory.createStringLiteral(url)
        : ts.visitEachChild(node, visit, context)
    return ts.visitEachChild(file, visit, context)
  }
