/**
 * `npm run eval -- extract|categorise|reach|dedupe --data DIR`: scores our judgement on labelled files. Human lines first, then one
 * JSON object as the last line (DESIGN.md §6). Each evaluation is a module beside this one with
 * `evaluate(directory, options): Promise<{ human: string[], result: object }>`.
 */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const NAMES = ['extract', 'categorise', 'reach', 'dedupe']
const USAGE = `usage: npm run eval -- ${NAMES.join('|')} --data DIR [--cv FOLDS]`

interface Evaluation {
  evaluate(directory: string, options: { cv?: number }): Promise<{ human: string[]; result: object }>
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { data: { type: 'string' }, cv: { type: 'string' } },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`)
  }
}

const { values, positionals } = readArguments()
const [name = '', ...rest] = positionals
if (name === '' || rest.length > 0) fail(USAGE)
if (!NAMES.includes(name)) fail(`there is no evaluation called ${name}\n${USAGE}`)
const directory = values.data === undefined ? fail(`--data is missing\n${USAGE}`) : resolve(values.data)
if (!existsSync(directory) || !statSync(directory).isDirectory()) fail(`${directory} is not a directory`)
const cv = values.cv === undefined ? undefined : Number(values.cv)
if (cv !== undefined && !(Number.isInteger(cv) && cv >= 2)) fail('--cv needs a whole number of folds, at least 2')

const module = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
if (!existsSync(module)) fail(`the evaluation ${name} does not exist yet`)
try {
  const { evaluate } = (await import(module)) as Evaluation
  const { human, result } = await evaluate(directory, cv === undefined ? {} : { cv })
  for (const line of human) console.log(line)
  console.log(JSON.stringify(result))
} catch (error) {
  // A folder without the expected files is the caller's mistake, so a sentence will do.
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
