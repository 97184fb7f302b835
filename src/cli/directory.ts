import { type Command, Option } from 'commander'
import type { Deps } from '../deps.js'
import type { DecisionAction } from '../directory/decide.js'
import { entryNamed } from '../directory/identity/named.js'
import { LOOK_NOW, lookupCost, resolveAccounts } from '../directory/resolve.js'
import { type AllyFilters, countWaiting, decideAlly, editAlly, exportDirectory, getHistory, listCategories, listReview } from '../directory/service.js'
import { restoreEntry } from '../directory/suppressed/restore.js'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { tagTitle } from '../directory/taxonomy/tags.js'
import type { ReviewView } from '../directory/views.js'
import { usd } from '../kernel/money.js'
import { paint, progressBar, say, sayJson, table } from './output.js'
import { supportOf } from './pairs.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

const STATUSES = ['proposed', 'approved', 'rejected', 'retired', 'withdrawn']
const category = () => new Option('--category <section>', 'ICNP/TSO section (see: allies categories)').choices(SECTIONS.map((section) => section.code))
const gateOption = (choices: string[], description: string) => new Option('--gate <gate>', description).choices(choices)

/** Entries are named as people know them: by @handle, #hashtag, profile link, or id. */
export const entry = (deps: Deps, name: string): Promise<ReviewView> => entryNamed(deps, name)

const GATE_COLOUR = { ally: 'green', home: 'red', unsure: 'yellow' } as const
const gate = (one: ReviewView) => paint(GATE_COLOUR[one.gate.verdict], one.gate.verdict)

const held = (one: ReviewView) => (one.held.waiting === 0 ? '' : `${one.held.waiting} voices held: ${one.held.reasons.join(', ')}`)
/** What stands in front of a decision. */
const waits = (one: ReviewView) =>
  [...one.second_looks.slice(-1).map(({ why }) => `second look asked: ${why ?? ''}`), held(one)].filter((part) => part !== '').join('; ')

export async function everyEntry(deps: Deps, filters: AllyFilters): Promise<ReviewView[]> {
  const all: ReviewView[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listReview(deps, filters, '-support', { limit: 200, cursor })
    all.push(...page.items)
    if (page.next_cursor === null) return all
    cursor = page.next_cursor
  }
}

function describe(one: ReviewView): void {
  say(`${paint('bold', one.name)}  ${one.id}`)
  say(`  ${one.status}${one.status_reason ? `: ${one.status_reason}` : ''}`)
  for (const account of one.account_states) {
    const former = one.accounts.find(({ handle }) => handle === account.handle)?.renamed_from ?? []
    say(`  @${account.handle} ${paint('dim', account.state)}${former.length > 0 ? `, once ${former.map((handle) => `@${handle}`).join(', ')}` : ''}`)
  }
  describeIdentity(one)
  say(`  support: ${supportOf(one)}`)
  if (one.self_nominations > 0) say(`  its own account nominated it ${one.self_nominations} times, which does not count`)
  if (one.held.waiting > 0) say(paint('yellow', `  ${held(one)}: allies release or allies dismiss`))
  if (one.held.dismissed > 0) say(paint('dim', `  ${one.held.dismissed} voices dismissed`))
  for (const look of one.second_looks) say(paint('yellow', `  second look asked: ${look.why ?? 'the words are no longer kept'}`))
  const because = (reasons: ReviewView['category_reasons']) => {
    for (const reason of reasons) say(paint('dim', `    ${reason.rule}: ${reason.detail}`))
  }
  say(`  gate: ${gate(one)} by ${one.gate.by}`)
  because(one.gate.reasons)
  say(`  category: ${one.category ? `${one.category.section} ${one.category.title}` : 'not decided'} by ${one.category_by}`)
  because(one.category_reasons)
  if (one.tags.length > 0) say(`  causes: ${one.tags.map((code) => `${tagTitle(code)} (${code})`).join(', ')} by ${one.tags_by}`)
  if (one.kind === 'hashtag') say(`  use: ${one.hashtag_use ?? 'not decided'} by ${one.hashtag_use_by}`)
  because(one.hashtag_use_reasons)
}

function describeIdentity(one: ReviewView): void {
  if (one.aliases.length > 0) say(`  also called ${one.aliases.join(', ')}`)
  if (one.merged_into !== null) say(paint('yellow', `  merged into ${one.merged_into}: allies unmerge parts them`))
  for (const { name, id } of one.members) say(`  merged into it: ${name} ${paint('dim', id)}`)
  for (const { reads, ally } of one.relations) say(`  ${reads} ${ally.name}`)
  if (one.open_matches > 0)
    say(paint('yellow', `  ${one.open_matches} ${one.open_matches === 1 ? 'pair waits' : 'pairs wait'} for your word: allies matches --ally ${one.id}`))
  for (const { field, words } of one.conflicts)
    say(
      paint(
        'yellow',
        `  organisers said different things of the ${field.replace('_', ' ')}: ${words.map(({ name, value }) => `${name}: ${value}`).join(', ')}`,
      ),
    )
}

export function directoryCommands(program: Command, using: Using = withDeps): void {
  program
    .command('queue')
    .description('entries that wait for a decision, most supported first')
    .addOption(new Option('--status <status>', 'which entries (default: proposed)').choices(STATUSES))
    .addOption(gateOption(['home', 'ally', 'unsure'], 'only these by the gate'))
    .option('--find <words>', 'only those with these words in name, handle or tag')
    .option('--second-look', 'only those that a nominator asked to be looked at again')
    .option('--held', 'only those for which voices are held')
    .option('--json', 'print them as JSON')
    .action(async (options: { status?: string; gate?: string; find?: string; secondLook?: true; held?: true } & JsonOption) => {
      const narrowed = options.secondLook === true || options.held === true
      const status = (options.status ?? (narrowed ? undefined : 'proposed')) as ReviewView['status'] | undefined
      const filters: AllyFilters = {
        status,
        gate: options.gate as ReviewView['gate']['verdict'] | undefined,
        q: options.find,
        held: options.held,
        second_look: options.secondLook,
      }
      const { items, besides } = await using(async (deps) => ({ items: await everyEntry(deps, filters), besides: await countWaiting(deps) }))
      say(
        table(
          ['nominators', 'chats', 'name', 'gate', 'why', 'category', 'accounts', 'waits'],
          items.map((one) => [
            one.support.nominators,
            one.support.chats,
            one.name,
            gate(one),
            one.gate.reasons[0]?.detail ?? '',
            one.category?.title ?? '',
            one.account_states.map((account) => account.state).join(' '),
            waits(one),
          ]),
        ),
      )
      say(paint('dim', `${items.length} ${status ?? 'entries'}`))
      if (besides.second_looks > 0 && !options.secondLook) say(paint('yellow', `${besides.second_looks} second looks asked: allies queue --second-look`))
      if (besides.held_voices > 0 && !options.held) say(paint('yellow', `${besides.held_voices} voices held: allies held`))
      if (options.json) sayJson({ items })
    })

  program
    .command('show <entry>')
    .description('one entry with its suggestions, reasons and history; by @handle, #hashtag or id')
    .option('--json', 'print it as JSON')
    .action(async (name: string, options: JsonOption) => {
      const { one, history } = await using(async (deps) => {
        const found = await entry(deps, name)
        return { one: found, history: await getHistory(deps, found.id) }
      })
      describe(one)
      for (const row of history) say(paint('dim', `  ${row.at.toISOString()} ${row.what} by ${row.actor}${row.reason ? `: ${row.reason}` : ''}`))
      if (options.json) sayJson({ ...one, history })
    })

  /** nominationStatus (nominations/status.ts) tells nobody why a body asked to be gone, nor what organisers note before a decision. */
  const REASON_SEEN: ReadonlySet<DecisionAction> = new Set(['approve', 'reject', 'retire'])
  const actions: [DecisionAction, string][] = [
    ['approve', 'publish an entry'],
    ['reject', 'do not publish an entry'],
    ['retire', 'end the publication of an entry'],
    ['withdraw', 'honour the wish of the body to be gone, for good; only a mistake is put right (allies restore)'],
    ['reopen', 'put an entry back into the queue (undo)'],
  ]
  for (const [action, description] of actions) {
    program
      .command(`${action} <entry>`)
      .description(`${description}; by @handle, #hashtag or id`)
      .requiredOption('--reason <text>', REASON_SEEN.has(action) ? 'kept on the record and shown to the nominators' : 'kept on the record, for organisers only')
      .addOption(gateOption(['ally', 'home'], 'your own word on the gate, which is final'))
      .addOption(category())
      .option('--json', 'print the entry as JSON')
      .action(
        async (
          name: string,
          options: {
            reason: string
            gate?: 'ally' | 'home'
            category?: string
          } & JsonOption,
        ) => {
          const done = await using(async (deps) => {
            const one = await entry(deps, name)
            return decideAlly(deps, ACTOR, one.id, one.etag, {
              action,
              reason: options.reason,
              gate: options.gate,
              section: options.category,
            })
          })
          say(`${done.name} is ${paint(done.status === 'approved' ? 'green' : 'yellow', done.status)}${done.status === 'approved' ? ' and public' : ''}`)
          if (options.json) sayJson(done)
        },
      )
  }

  program
    .command('restore <entry>')
    .description('put a mistaken withdrawal right: back into the queue; who asked to be gone stays out. By @handle, #hashtag or id')
    .requiredOption('--never-asked', 'your word that the body never asked; kept on the record')
    .requiredOption('--reason <text>', 'what the mistake was; kept on the record')
    .option('--json', 'print what became of it as JSON')
    .action(async (name: string, options: { reason: string } & JsonOption) => {
      const done = await using(async (deps) => {
        const one = await entry(deps, name)
        return restoreEntry(deps, ACTOR, one.id, one.etag, { reason: options.reason })
      })
      say(`${done.name} is ${paint('yellow', 'proposed')}: back in the queue`)
      if (options.json) sayJson(done)
    })

  program
    .command('edit <entry>')
    .description('correct name, other names, web address, gate, category, causes, or what a hashtag does')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--name <text>')
    .option('--url <address>')
    .addOption(gateOption(['home', 'ally', 'unsure'], 'whether it belongs to the home field'))
    .addOption(category())
    .option('--also-called <names...>', 'all other names it goes by; "" for none')
    .option('--cause <codes...>', 'UK-CAT tag codes, all of them; "" for none')
    .addOption(new Option('--use <use>', 'whether a hashtag is a community’s own or a common word').choices(['connecting', 'topical']))
    .addOption(new Option('--as-rules-say <what...>', 'take your earlier word on these back').choices(['gate', 'category', 'causes', 'use']))
    .option('--json', 'print the entry as JSON')
    .action(
      async (
        name: string,
        options: {
          reason: string
          name?: string
          url?: string
          gate?: 'home' | 'ally' | 'unsure'
          category?: string
          alsoCalled?: string[]
          cause?: string[]
          use?: 'connecting' | 'topical'
          asRulesSay?: string[]
        } & JsonOption,
      ) => {
        const { json, category, alsoCalled, cause, use, asRulesSay = [], ...given } = options
        const some = (words: string[] | undefined) => words?.filter((word) => word !== '')
        const back = <T>(what: string, word: T) => (asRulesSay.includes(what) ? null : word)
        const edit = {
          ...given,
          gate: back('gate', given.gate),
          section: back('category', category),
          tags: back(
            'causes',
            some(cause)?.map((code) => code.toUpperCase()),
          ),
          hashtag_use: back('use', use),
          aliases: some(alsoCalled),
        }
        const done = await using(async (deps) => {
          const one = await entry(deps, name)
          return editAlly(deps, ACTOR, one.id, one.etag, edit)
        })
        describe(done)
        if (json) sayJson(done)
      },
    )

  program
    .command('resolve [entries...]')
    .description('look accounts up on X: numeric ids, profiles, follower counts (a cent each); the ones never asked or asked a week ago, or those of entries')
    .option('--all', 'all accounts of what is proposed or approved, also those asked a moment ago')
    .option('--limit <n>', 'most accounts in this run', Number, 1_000)
    .option('--json', 'print the report as JSON')
    .action(async (names: string[], options: { limit: number; all?: boolean } & JsonOption) => {
      const bar = progressBar('looking up')
      const report = await using(async (deps) => {
        const named = []
        for (const name of names) named.push((await entry(deps, name)).id)
        const which = named.length > 0 ? { ...LOOK_NOW, entries: named } : options.all === true ? LOOK_NOW : {}
        return resolveAccounts(deps, { limit: options.limit, onProgress: bar.update, ...which })
      }).finally(bar.stop)
      say(
        `${report.looked_up} looked up: ${report.found} found (${report.protected} protected), ${report.suspended} suspended, ${report.not_found} not found, ${report.duplicate} known under another handle, ${report.renamed} renamed, ${report.unanswered} unanswered`,
      )
      say(paint('dim', `At most ${usd(lookupCost(report.found))}: a cent for each found, once a day.`))
      if (options.json) sayJson(report)
    })

  program
    .command('categories')
    .description('the sections, with the number of published allies')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const items = await using(listCategories)
      say(
        table(
          ['section', 'title', 'allies'],
          items.map((one) => [one.section, one.title, one.allies]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  program
    .command('export')
    .description('the public directory as JSON on standard output')
    .action(async () => {
      sayJson(await using(exportDirectory))
    })
}
