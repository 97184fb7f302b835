import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { checkSnapshot, type SnapshotItem } from '../directory/snapshots/checksum.js'
import { listSnapshots, type SnapshotView, takeBackSnapshot, takeSnapshot } from '../directory/snapshots/service.js'
import { canonical } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { EXIT, paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

/** Frozen copies of the directory, to be cited. */
export function snapshotCommands(program: Command, using: Using = withDeps): void {
  const snapshot = program.command('snapshot').description('frozen copies of the public directory, to be cited in studies and wrap-ups')

  snapshot
    .command('list', { isDefault: true })
    .description('all of them, the newest first')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const { items } = await using((deps) => listSnapshots(deps, { limit: 200 }))
      say(items.length === 0 ? 'There is none yet: allies snapshot take NAME.' : table(['day', 'name', 'entries', 'withdrawn', 'id'], items.map(cells)))
      if (options.json) sayJson({ items })
    })

  snapshot
    .command('take <name>')
    .description('copy the public directory as it stands now')
    .option('--note <text>', 'what it is for; public')
    .option('--json', 'print it as JSON')
    .action(async (name: string, options: { note?: string } & JsonOption) => {
      if (name.trim() === '' || name.length > 100) throw new AppError('validation_failed', 'A name has 1 to 100 characters.')
      if ((options.note?.length ?? 0) > 1000) throw new AppError('validation_failed', 'A note has at most 1000 characters.')
      const bar = progressBar('copying')
      const taken = await using((deps) => takeSnapshot(deps, ACTOR, { name, note: options.note }, (done) => bar.update(done, done))).finally(() => bar.stop())
      say(`${paint('green', 'taken')} ${taken.entries} ${taken.entries === 1 ? 'entry' : 'entries'}, checksum ${taken.checksum}`)
      say(`  cite it as: ${taken.citation}`)
      say(paint('dim', `  ${taken.json_url}\n  ${taken.csv_url}`))
      if (options.json) sayJson(taken)
    })

  snapshot
    .command('remove <snapshot>')
    .description('take one back, on the day it was made; later somebody may have cited it')
    .option('--json', 'print it as it was as JSON')
    .action(async (id: string, options: JsonOption) => {
      const was = await using((deps) => takeBackSnapshot(deps, ACTOR, id))
      say(`${paint('yellow', 'taken back')} ${was.name}`)
      if (options.json) sayJson(was)
    })

  snapshot
    .command('verify <file>')
    .description('compute the checksum of a downloaded JSON file again; exit code 1 if it is not what was taken')
    .option('--checksum <hex>', 'the one that was cited; else the one that the file names')
    .option('--json', 'print what was found as JSON')
    .action(async (file: string, options: { checksum?: string } & JsonOption) => {
      const { checksum, items } = readSnapshot(file, await readFile(file, 'utf8').catch(unreadable(file)))
      const found = checkSnapshot(items, (options.checksum ?? checksum).toLowerCase())
      const of = `${found.entries} entries${found.withdrawn > 0 ? `, of which ${found.withdrawn} withdrew since` : ''}`
      if (found.intact) say(`${paint('green', 'whole')}: ${of}, checksum ${found.checksum}`)
      else if (found.changed.length > 0) say(`${paint('red', 'changed')}: entry ${found.changed.slice(0, 10).join(', ')} is not what was taken`)
      else say(`${paint('red', 'another')}: ${of}, and the checksum is ${found.checksum}`)
      if (options.json) sayJson(found)
      if (!found.intact) process.exitCode = EXIT.failed
    })
}

const cells = ({ created_at, name, entries, withdrawn, id }: SnapshotView) => [created_at.slice(0, 10), name, entries, withdrawn, id]

const unreadable = (file: string) => () => {
  throw new AppError('validation_failed', `${file} cannot be read.`)
}

interface SnapshotFile {
  checksum: string
  items: { n: number; hash: string; salt: string | null; entry: unknown }[]
}

const isFile = (value: unknown): value is SnapshotFile => {
  const { checksum, items } = (value ?? {}) as Partial<SnapshotFile>
  const isItem = (one: SnapshotFile['items'][number] | null) =>
    typeof one?.n === 'number' && typeof one.hash === 'string' && (one.salt === null || typeof one.salt === 'string')
  return typeof checksum === 'string' && Array.isArray(items) && items.every(isItem)
}

function readSnapshot(file: string, text: string): { checksum: string; items: SnapshotItem[] } {
  let parsed: unknown = null
  try {
    parsed = JSON.parse(text)
  } catch {}
  if (!isFile(parsed)) throw new AppError('validation_failed', `${file} is no snapshot: give the JSON file of one (…/allies.json).`)
  const items = parsed.items.map(({ n, hash, salt, entry }) => ({ n, hash, salt, text: entry === null ? null : canonical(entry) }))
  return { checksum: parsed.checksum, items }
}
