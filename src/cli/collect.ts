import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { depsWithoutDatabase } from '../compose.js'
import { loadConfig } from '../config.js'
import { AppError } from '../kernel/errors.js'
import { type ImportReport, importArchive, nominationStatus, parseColumnMap, submitNominations } from '../nominations/service.js'
import { paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, config, type JsonOption, withDeps } from './run.js'

/** What is read whole into memory; the importer has its own, lower limit and says so. */
const MOST_BYTES = 512 * 1024 * 1024

async function readInput(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > MOST_BYTES) throw new AppError('payload_too_large', `${file} has ${Math.round(size / 1_048_576)} MB; split it first.`)
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new AppError('bad_input_file', `There is no file ${file}.`)
    if (code === 'EISDIR') throw new AppError('bad_input_file', `${file} is a folder; give one file at a time.`)
    if (code === 'EACCES') throw new AppError('bad_input_file', `${file} may not be read.`)
    throw error
  }
}

interface ImportOptions extends JsonOption {
  series?: string
  chat?: string
  map?: string
  dryRun?: boolean
}

export function collectCommands(program: Command): void {
  program
    .command('import <file>')
    .description('take nominations in from a pasted chat or any archive of posts (formats: openapi/formats.md), packed or not')
    .option('--series <hashtag>', 'the series it belongs to: its hashtag and hosts are no nominations')
    .option('--chat <id>', 'the chat it belongs to')
    .option('--map <columns>', 'for other tables, which column is what: text=Body,author=User,time=Date,id=Id')
    .option('--dry-run', 'only show what would be collected, with line numbers; nothing is written')
    .option('--json', 'print one JSON object as the last line')
    .action(async (file: string, options: ImportOptions) => {
      const map = options.map === undefined ? undefined : parseColumnMap(options.map)
      const bytes = await readInput(file)
      const input = { bytes, file_name: basename(file), series: options.series, chat_id: options.chat, map, dry_run: options.dryRun === true, actor: ACTOR }
      // Looking at a file needs no database, so it also works while the server holds it.
      if (options.dryRun && options.series === undefined && options.chat === undefined) {
        return show(await importArchive(depsWithoutDatabase(loadConfig({ SECRET: 'a dry run hashes nothing that is kept' })), input), options)
      }
      const bar = progressBar('importing')
      const report = await withDeps((deps) => importArchive(deps, { ...input, onProgress: bar.update })).finally(bar.stop)
      show(report, options)
    })

  program
    .command('nominate <target...>')
    .description('nominate @organisations and #hashtags by hand')
    .option('--by <handle>', 'who nominates; kept only as a keyed hash')
    .option('--chat <id>', 'the chat it was said in')
    .option('--question <n>', 'the question it answers, e.g. 1', Number)
    .option('--why <text>', 'in the words of the nominator')
    .option('--json', 'print the result as JSON')
    .action(async (targets: string[], options: { by?: string; chat?: string; question?: number; why?: string } & JsonOption) => {
      const result = await withDeps((deps) =>
        submitNominations(deps, {
          targets,
          nominator: options.by,
          chat_id: options.chat,
          question: options.question,
          why: options.why,
          source: 'api',
          voice: 'command line',
          actor: ACTOR,
        }),
      )
      for (const one of result.nominations)
        say(`${one.created ? paint('green', 'new') : paint('dim', 'known')} ${one.target.kind === 'hashtag' ? '#' : '@'}${one.target.display}  ${one.ally_id}`)
      for (const one of [...result.skipped, ...result.review]) say(`${paint('yellow', 'not taken')} ${one.raw}: ${one.reason}`)
      if (result.status_code) say(paint('dim', `  what became of it: ${config().PUBLIC_URL}/status/${result.status_code}`))
      if (options.json) sayJson(result)
    })

  program
    .command('status <code>')
    .description('what became of nominations, by the code their nominator was given')
    .option('--json', 'print it as JSON')
    .action(async (code: string, options: JsonOption) => {
      const status = await withDeps((deps) => nominationStatus(deps, code))
      say(
        table(
          ['target', 'status', 'reason'],
          status.map((one) => [one.raw, one.status, one.reason]),
        ),
      )
      if (options.json) sayJson({ items: status })
    })
}

function show(report: ImportReport, options: ImportOptions): void {
  if (options.dryRun) {
    for (const line of report.preview) say(line)
    say()
    say(paint('dim', 'A dry run: nothing was written.'))
    if (options.json) sayJson(report.result)
    return
  }
  for (const { line, reason } of report.result.bad_lines) say(`${paint('red', 'not read')} line ${line}: ${reason}`)
  for (const { line, raw, reason } of report.review) say(`${paint('yellow', 'look at')} line ${line}: ${raw}, ${reason}`)
  if (report.repeated) say('This very file was imported before: nothing is added twice.')
  say(
    `${paint('green', String(report.added))} nominations added, ${report.already} known already, ${report.refused} refused; ${report.drafted} new entries wait in the queue (allies queue)`,
  )
  if (options.json) {
    const { preview: _preview, result, ...counts } = report
    sayJson({ ...counts, ...result })
  }
}
