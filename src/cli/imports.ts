import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { depsWithoutDatabase } from '../compose.js'
import { loadConfig } from '../config.js'
import type { Verdict } from '../db/schema/imports.js'
import type { Deps } from '../deps.js'
import { countUnmatched, matchEntries } from '../directory/identity/matching/service.js'
import { AppError, isAppError } from '../kernel/errors.js'
import { dryRunImport } from '../nominations/imports/dry-run.js'
import {
  acceptedOf,
  badLinesOf,
  type CandidateView,
  candidatesOf,
  chooseCandidate,
  endBrokenOff,
  getImport,
  listImports,
  openImport,
  runStoring,
  runUndoing,
  startStoring,
  startUndoing,
} from '../nominations/imports/service.js'
import { parseColumnMap } from '../nominations/service.js'
import { nameOf, plain, report, show } from './import-shown.js'
import { paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

/** The path, if there is a file that may be read. @throws AppError bad_input_file */
async function checkedPath(file: string): Promise<string> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new AppError('bad_input_file', `There is no file ${file}.`)
    if (error.code === 'EACCES') throw new AppError('bad_input_file', `${file} may not be read.`)
    throw error
  })
  if (found.isDirectory()) throw new AppError('bad_input_file', `${file} is a folder; give one file at a time.`)
  if (!found.isFile()) throw new AppError('bad_input_file', `${file} is no file that can be read twice: save what it gives to a file first.`)
  if (found.size === 0) throw new AppError('bad_input_file', `${file} is empty.`)
  return file
}

interface ImportOptions extends JsonOption {
  series?: string
  chat?: string
  map?: string
  dryRun?: boolean
  look?: boolean
}

const number = (text: string) => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number.')
  return Number(text)
}

const MB = 1_000_000

/** A bar only for what takes long enough to be watched. */
function readingBar() {
  const bar = progressBar('reading', (bytes) => Math.round(bytes / (MB / 10)) / 10, 'MB')
  return { stop: bar.stop, update: (done: number, total: number) => (total > MB ? bar.update(done, total) : undefined) }
}

export function importCommands(program: Command): void {
  program
    .command('import <file>')
    .description('take nominations in from a pasted chat or any archive of posts (formats: openapi/formats.md), packed or not')
    .option('--series <hashtag>', 'the series it belongs to: its hashtag and hosts are no nominations')
    .option('--chat <id>', 'the chat it belongs to')
    .option('--map <columns>', 'for other tables, which column is what: text=Body,author=User,time=Date,id=Id')
    .option('--dry-run', 'only show what would be collected, with line numbers; nothing is written')
    .option('--look', 'read it into a preview and stop there: choose one by one with allies imports, on the desk, or by the API')
    .option('--json', 'print one JSON object as the last line')
    .action(async (file: string, options: ImportOptions) => {
      const map = options.map === undefined ? undefined : parseColumnMap(options.map)
      const path = await checkedPath(file)
      const input = { given: { path }, file_name: basename(file), series: options.series, chat_id: options.chat, map, actor: ACTOR }
      if (options.dryRun) {
        const looking = async (deps: Deps) => {
          const bar = readingBar()
          return dryRunImport(deps, { ...input, onProgress: bar.update }).finally(bar.stop)
        }
        // Looking at a file needs no database, so it also works while the server holds it.
        const { preview, result } = await (options.series === undefined && options.chat === undefined
          ? looking(depsWithoutDatabase(loadConfig({ SECRET: 'a dry run hashes nothing that is kept' })))
          : withDeps(looking))
        for (const line of preview) say(line)
        say()
        say(paint('dim', 'A dry run: nothing was written.'))
        if (options.json) sayJson(result)
        return
      }
      await withDeps(async (deps) => {
        await endBrokenOff(deps)
        const reading = readingBar()
        const { id, repeated } = await openImport(deps, { ...input, onProgress: reading.update }).finally(reading.stop)
        if (repeated) say('This very file was given before: nothing is added twice.')
        if (options.look) await show(deps, id)
        else await store(deps, id)
        if (options.json) sayJson({ ...(await getImport(deps, id)), repeated })
      })
    })

  const imports = program.command('imports').description('imports: look at them, choose one by one, store, undo')

  imports
    .command('list', { isDefault: true })
    .description('all imports, newest first')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const { items } = await withDeps(async (deps) => {
        await endBrokenOff(deps)
        return listImports(deps, { limit: 200 })
      })
      say(
        table(
          ['file', 'state', 'format', 'posts', 'counted', 'added', 'when', 'id'],
          items.map((one) => [
            one.file_name,
            one.state,
            one.format,
            one.counts.posts,
            one.counts.counted,
            one.counts.added,
            one.created_at.slice(0, 16),
            one.id,
          ]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  imports
    .command('show <id>')
    .description('what an import found, and what storing would take')
    .option('--verdict <verdict>', 'names of one kind only: counted, doubtful, not, placeholder, repeated')
    .option('--find <text>', 'names or nominators that contain this')
    .option('--limit <n>', 'how many names to show', number, 50)
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: { verdict?: Verdict; find?: string; limit: number } & JsonOption) => {
      await withDeps((deps) => show(deps, id, options))
    })

  imports
    .command('take <id> <number...>')
    .description('count these names, whatever the verdict (numbers are shown by: allies imports show)')
    .option('--target <who>', 'what was meant, for a name that could not be told: @handle, #hashtag or a link')
    .option('--json', 'print them as JSON')
    .action(async (id: string, numbers: string[], options: { target?: string } & JsonOption) => {
      await choose(id, numbers, true, options)
    })

  imports
    .command('leave <id> <number...>')
    .description('leave these names out, whatever the verdict')
    .option('--json', 'print them as JSON')
    .action((id: string, numbers: string[], options: JsonOption) => choose(id, numbers, false, options))

  imports
    .command('reset <id> <number...>')
    .description('go back to the verdict for these names')
    .option('--json', 'print them as JSON')
    .action((id: string, numbers: string[], options: JsonOption) => choose(id, numbers, null, options))

  imports
    .command('store <id>')
    .description('make nominations of what is taken; killed in the middle, it goes on where it was')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: JsonOption) => {
      await withDeps(async (deps) => {
        await store(deps, id)
        if (options.json) sayJson(await getImport(deps, id))
      })
    })

  imports
    .command('undo <id>')
    .description('take back exactly what an import brought, or throw a preview away')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: { reason?: string } & JsonOption) => {
      await withDeps(async (deps) => {
        const { state } = await startUndoing(deps, ACTOR, id, options.reason)
        const bar = progressBar('undoing')
        await runUndoing(deps, id, bar.update).finally(bar.stop)
        const { counts } = await getImport(deps, id)
        if (state === 'discarded') say('The preview is thrown away; nothing of it had been stored.')
        else
          say(
            `${paint('green', String(counts.removed ?? 0))} nominations taken back, ${counts.kept ?? 0} kept because they were said elsewhere too; ${counts.undrafted ?? 0} entries that stood on nothing else are gone`,
          )
        if (options.json) sayJson(await getImport(deps, id))
      })
    })
}

async function choose(id: string, numbers: string[], take: boolean | null, { target, json }: { target?: string } & JsonOption): Promise<void> {
  if (target !== undefined && numbers.length > 1) throw new AppError('validation_failed', 'With --target give one number.')
  await withDeps(async (deps) => {
    const items: CandidateView[] = []
    for (const text of numbers) {
      const one = await chooseCandidate(deps, ACTOR, id, number(text), { take, ...(target === undefined ? {} : { target }) }).catch(inOurWords)
      items.push(one)
      say(`${one.taken ? paint('green', 'taken') : paint('yellow', 'left out')} number ${one.seq} ${nameOf(one)} (line ${one.line})`)
    }
    const accepted = await acceptedOf(deps, id)
    say(paint('dim', `  storing would take ${accepted.nominations} nominations of ${accepted.targets} targets: allies imports store ${id}`))
    if (json) sayJson({ items, accepted })
  })
}

/** The way out as it is here: an option of the command. */
function inOurWords(error: unknown): never {
  if (!isAppError(error) || error.members.needs !== 'target') throw error
  throw new AppError(
    'conflict',
    `It cannot be told who ${plain(String(error.members.raw))} is (${error.members.reason}): say who was meant with --target @handle.`,
  )
}

async function store(deps: Deps, id: string): Promise<void> {
  const before = await getImport(deps, id)
  if (before.state !== 'done') {
    await startStoring(deps, ACTOR, id)
    // Entries, nominations and counts are steps of it alike: how much of the whole tells more than their sum.
    const bar = progressBar('storing', undefined, 'steps')
    await runStoring(deps, id, bar.update).finally(bar.stop)
    await compare(deps)
  }
  report(await getImport(deps, id), before.state === 'done')
  for (const { line, reason } of (await badLinesOf(deps, id, { limit: 50 })).items) say(`${paint('red', 'not read')} line ${line}: ${reason}`)
  const doubtful = await candidatesOf(deps, id, { verdict: 'doubtful' }, { limit: 50 })
  for (const { line, raw, reason, outcome } of doubtful.items)
    if (outcome === null) say(`${paint('yellow', 'look at')} line ${line}: ${plain(raw)}, ${plain(reason)}`)
}

/** So many new entries are judged and compared at once; more would keep people waiting, and the server does it in the background. */
const COMPARED_HERE = 2_000

/** Gate, cause and likeness of what came in: the server's background work, done here for whoever works without it. */
async function compare(deps: Deps): Promise<void> {
  const waiting = await countUnmatched(deps)
  if (waiting === 0) return
  if (waiting > COMPARED_HERE) {
    say(paint('dim', `${waiting.toLocaleString('en')} new entries wait to be judged and compared: the running server does it, or allies match.`))
    return
  }
  const bar = progressBar('comparing')
  const { proposed, merged } = await matchEntries(deps, (done) => bar.update(Math.min(done, waiting), waiting)).finally(bar.stop)
  if (proposed + merged > 0) say(`Compared with the directory: ${merged} joined, ${proposed} to look at with allies matches.`)
}
