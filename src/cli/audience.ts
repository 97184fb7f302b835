import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Command, Option } from 'commander'
import { AppError } from '../kernel/errors.js'
import { usd } from '../kernel/money.js'
import { type AudienceCost, audienceCost } from '../reach/audiences/cost.js'
import { fetchAudience } from '../reach/audiences/fetch.js'
import { formatNamed } from '../reach/audiences/read-ids.js'
import { KINDS, listAudiences, setAudienceRemoved, setVouch, takeAudience } from '../reach/audiences/service.js'
import { scopeOf } from '../reach/scope-query.js'
import { paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

const MB = 1_000_000
const n = (count: number) => count.toLocaleString('en')

/** `-` is standard input, of which nobody knows how long it is. @throws AppError bad_input_file */
async function openInput(file: string): Promise<{ from: Readable; size: number }> {
  if (file === '-') return { from: process.stdin, size: 0 }
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new AppError('bad_input_file', `There is no file ${file}.`)
    throw error
  })
  if (found.isDirectory()) throw new AppError('bad_input_file', `${file} is a folder; give one file at a time.`)
  return { from: createReadStream(file, { highWaterMark: 256 * 1024 }), size: found.size }
}

interface ImportOptions extends JsonOption {
  account: string
  asOf?: string
  kind?: (typeof KINDS)[number]
  column?: string
}

interface ScopeOptions extends JsonOption {
  list?: string
  category?: string
  chat?: string
  ids?: string
}

/** Follower lists: what overlaps are counted from. */
export function audienceCommands(program: Command, using: Using = withDeps): void {
  const audience = program.command('audience').description('follower lists: from them overlaps are counted instead of guessed. Only keyed hashes are kept')

  audience
    .command('import <file>')
    .description('take a follower list in: an id a line (.txt), a CSV, or NDJSON, packed with gzip or not; - reads standard input')
    .requiredOption('--account <handle>', 'whose followers they are: a handle, or the id of an account')
    .option('--as-of <day>', 'when the list was read, as 2026-03-01; now, if it is not said')
    .addOption(new Option('--kind <kind>', 'the whole list, or a sample: NDJSON with {"id": "...", "follows": ["handle"]}').choices([...KINDS]).default('full'))
    .option('--column <name>', 'of a CSV: the column with the ids')
    .option('--json', 'print one JSON object as the last line')
    .action(async (file: string, options: ImportOptions) => {
      const { from, size } = await openInput(file)
      const bar = progressBar('reading', (bytes) => Math.round(bytes / (MB / 10)) / 10, 'MB')
      const made = await using((deps) =>
        takeAudience(deps, {
          from,
          account: options.account,
          as_of: options.asOf,
          kind: options.kind,
          column: options.column,
          format: formatNamed(file),
          source: 'cli',
          actor: ACTOR,
          onProgress: (bytes) => (size > MB || size === 0 ? bar.update(bytes, Math.max(size, bytes)) : undefined),
        }),
      )
        .then(({ audience }) => audience)
        .finally(bar.stop)
      const who = `@${made.account.handle}`
      say(`${paint('green', n(made.distinct))} different followers of ${who}${made.exact ? '' : ' (about)'}, of ${n(made.ids_read)} ids`)
      if (made.bad_lines > 0) say(`${paint('yellow', `${n(made.bad_lines)} lines`)} hold no id:`)
      for (const { line, reason } of made.bad) say(`  line ${line} ${reason}`)
      if (made.reason !== null) say(`${paint('yellow', 'kept and not used:')} ${made.reason}`)
      if (made.vouchable) say(paint('dim', `  if it is right after all: allies audience vouch ${made.id} --reason "..."`))
      if (made.unknown_follows > 0) say(paint('dim', `  ${n(made.unknown_follows)} names that followers follow are no accounts of the directory`))
      say(paint('dim', `  undo: allies audience remove ${made.id}`))
      if (options.json) sayJson(made)
    })

  audience
    .command('list', { isDefault: true })
    .description('lists that were given, the last one first')
    .option('--account <handle>', 'only those of this account')
    .option('--removed', 'removed ones, too')
    .option('--limit <n>', 'so many at most', Number, 50)
    .option('--json', 'print them as JSON')
    .action(async (options: { account?: string; removed?: boolean; limit: number } & JsonOption) => {
      const limit = Number.isInteger(options.limit) ? Math.min(200, Math.max(1, options.limit)) : 50
      const { items, next_cursor } = await using((deps) => listAudiences(deps, { account: options.account, removed: options.removed }, { limit }))
      const state = (one: (typeof items)[number]) =>
        one.removed_at !== null ? 'removed' : !one.counts ? 'not used' : one.vouched ? 'counts, vouched for' : 'counts'
      say(
        table(
          ['account', 'kind', 'followers', 'as of', 'state', 'id'],
          items.map((one) => [`@${one.account.handle}`, one.kind, `${one.exact ? '' : '~'}${n(one.distinct)}`, one.as_of.slice(0, 10), state(one), one.id]),
        ),
      )
      if (next_cursor !== null) say(paint('dim', 'There are more: --limit takes up to 200.'))
      if (options.json) sayJson({ items, more: next_cursor !== null })
    })

  for (const [name, removed, words] of [
    ['remove', true, 'take a list back; the newest that is left and can be used counts again'],
    ['restore', false, 'let a removed list count again'],
  ] as const)
    audience
      .command(`${name} <id>`)
      .description(words)
      .option('--json', 'print it as JSON')
      .action(async (id: string, options: JsonOption) => {
        const one = await using((deps) => setAudienceRemoved(deps, ACTOR, id, removed))
        say(`${paint('green', removed ? 'removed' : 'restored')} the list of @${one.account.handle} of ${one.as_of.slice(0, 10)}`)
        if (options.json) sayJson(one)
      })

  audience
    .command('vouch <id>')
    .description('say that a list is right which a follower count contradicts: it is used from now on')
    .requiredOption('--reason <text>', 'why; kept in the history of the entry')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: { reason: string } & JsonOption) => {
      const reason = options.reason.trim()
      if (reason === '' || reason.length > 500) throw new AppError('validation_failed', '--reason says why, in at most 500 letters.')
      const one = await using((deps) => setVouch(deps, ACTOR, id, reason))
      say(`${paint('green', 'noted')}: the list of @${one.account.handle} of ${one.as_of.slice(0, 10)} is right, by your word`)
      if (one.reason !== null) say(`${paint('yellow', 'kept and not used:')} ${one.reason}`)
      say(paint('dim', `  undo: allies audience unvouch ${id}`))
      if (options.json) sayJson(one)
    })

  audience
    .command('unvouch <id>')
    .description('take the word for a list back: counts are believed again')
    .option('--json', 'print it as JSON')
    .action(async (id: string, options: JsonOption) => {
      const one = await using((deps) => setVouch(deps, ACTOR, id, null))
      say(`${paint('green', 'taken back')} for the list of @${one.account.handle} of ${one.as_of.slice(0, 10)}`)
      if (one.reason !== null) say(`${paint('yellow', 'kept and not used:')} ${one.reason}`)
      if (options.json) sayJson(one)
    })

  audience
    .command('fetch <account>')
    .description('read the whole follower list of an account from X; costs a cent a follower')
    .option('--confirm-cost <usd>', 'what you are ready to pay; without it only the cost is told', Number)
    .option('--again', 'also if it was read within a day')
    .option('--json', 'print one JSON object as the last line')
    .action(async (account: string, options: { confirmCost?: number; again?: boolean } & JsonOption) => {
      const confirm_cost_usd = options.confirmCost !== undefined && Number.isFinite(options.confirmCost) ? options.confirmCost : 0
      const bar = progressBar('asking X')
      const made = await using((deps) =>
        fetchAudience(deps, { account, confirm_cost_usd, again: options.again, actor: ACTOR, onProgress: bar.update }),
      ).finally(bar.stop)
      say(`${paint('green', n(made.distinct))} different followers of @${made.account.handle}${made.exact ? '' : ' (about)'}`)
      if (made.reason !== null) say(`${paint('yellow', 'kept and not used:')} ${made.reason}`)
      say(paint('dim', `  undo: allies audience remove ${made.id}`))
      if (options.json) sayJson(made)
    })

  audience
    .command('cost')
    .description('what X would charge for follower lists; nothing is asked of X')
    .option('--list <id>', 'of a list')
    .option('--category <section>', 'of all published allies of an ICNP/TSO section')
    .option('--chat <id>', 'of what was nominated in a chat and is published')
    .option('--ids <ids>', 'of these allies, separated by commas')
    .option('--json', 'print it as JSON')
    .action(async (options: ScopeOptions) => {
      const cost = await using((deps) => audienceCost(deps, scopeOf(options, { orAll: true })))
      sayCost(cost)
      if (options.json) sayJson(cost)
    })
}

function sayCost({ accounts, unknown, have, all, first_page, spent_usd, budget_usd, price_usd_per_follower }: AudienceCost): void {
  say(
    table(
      ['what', 'followers', 'pages', 'X charges', 'takes at least'],
      [
        ['whole lists', all],
        ['newest 1,000 of each', first_page],
      ].map(([what, one]) => {
        const { followers, pages, usd: price, minutes } = one as AudienceCost['all']
        return [what as string, n(followers), n(pages), usd(price), `${n(minutes)} min`]
      }),
    ),
  )
  const short = all.usd > budget_usd - spent_usd
  say(`${n(accounts)} accounts, of which ${n(have)} have a list already; X charges ${usd(price_usd_per_follower)} a follower.`)
  if (unknown > 0) say(`${paint('yellow', n(unknown))} have no known count: what they would cost cannot be said.`)
  say(
    paint(
      short ? 'yellow' : 'dim',
      `Of this month's budget of ${usd(budget_usd)} on X ${usd(Math.max(0, budget_usd - spent_usd))} are left${short ? ': not enough for all' : ''}.`,
    ),
  )
}
