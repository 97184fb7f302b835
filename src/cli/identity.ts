import { Argument, type Command, Option } from 'commander'
import type { Band } from '../db/schema/identity.js'
import type { Deps } from '../deps.js'
import { calledBy } from '../directory/identity/in-words.js'
import { type AgainReport, countStanding, matchAgain } from '../directory/identity/matching/again.js'
import { countUnmatched, matchEntries } from '../directory/identity/matching/service.js'
import { entryNamed } from '../directory/identity/named.js'
import { countMatches, decideMatch, getMatch, listDecisions, listMatches, type MatchVerdict, undoMatchDecision } from '../directory/identity/queue.js'
import type { MatchView } from '../directory/identity/views.js'
import { RELATION_KINDS, type RelationKind } from '../directory/match/types.js'
import { judgeForField } from '../directory/rejudge/service.js'
import { AppError } from '../kernel/errors.js'
import { type ProgressBar, paint, progressBar, say, sayJson } from './output.js'
import { decisionLine, describePair, sayDecisions, sayPairs } from './pairs.js'
import { reviewPairs } from './review-pairs.js'
import { ACTOR, atMost, type JsonOption, type Using, withDeps } from './run.js'

const PAGE = 200
async function upTo<T>(limit: number, read: (paging: { limit: number; cursor?: string }) => Promise<{ items: T[]; next_cursor: string | null }>): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | null = null; ; ) {
    const page: { items: T[]; next_cursor: string | null } = await read({ limit: Math.min(PAGE, limit - all.length), ...(cursor === null ? {} : { cursor }) })
    all.push(...page.items)
    if (page.next_cursor === null || all.length >= limit) return all
    cursor = page.next_cursor
  }
}

/** A pair by its id, or by one of its entries if that waits in one pair only. @throws AppError not_found, validation_failed with the way out */
async function pairNamed(deps: Deps, name: string): Promise<MatchView> {
  if (name.startsWith('mtp_')) return getMatch(deps, name)
  const one = await entryNamed(deps, name)
  const { items } = await listMatches(deps, { state: 'open', ally: one.id }, { limit: PAGE })
  const [only] = items
  if (only && items.length === 1) return only
  if (!only) throw new AppError('not_found', `No pair with ${calledBy(one)} waits. allies match compares what has changed; allies matches lists all that wait.`)
  const others = items.map(({ id, a, b }) => `${id} (with ${calledBy(a.id === one.id ? b : a)})`)
  throw new AppError('validation_failed', `${items.length} pairs with ${calledBy(one)} wait. Name the pair: ${others.join(', ')}.`)
}

interface DecideOptions extends JsonOption {
  keep?: string
  kind?: RelationKind
  from?: string
  reason: string
}

async function verdictFrom(deps: Deps, pair: MatchView, verdict: MatchVerdict['verdict'], { keep, kind, from }: DecideOptions): Promise<MatchVerdict> {
  const oneOf = async (option: string, name: string) => {
    const { id } = await entryNamed(deps, name)
    if (id === pair.a.id || id === pair.b.id) return id
    throw new AppError('validation_failed', `${option} ${name} is neither of the two: ${calledBy(pair.a)}, ${calledBy(pair.b)}.`)
  }
  if (keep !== undefined && verdict !== 'same') throw new AppError('validation_failed', '--keep says which stays of two that are the same.')
  if ((kind !== undefined || from !== undefined) && verdict !== 'related')
    throw new AppError('validation_failed', '--kind and --from say how two belong together: give them with related.')
  if (verdict === 'same') return { verdict, canonical_id: keep === undefined ? undefined : await oneOf('--keep', keep) }
  if (verdict === 'different') return { verdict }
  if (kind === undefined && pair.proposal === 'same')
    throw new AppError('validation_failed', `Say how they belong together, for instance --kind chapter --from ${pair.b.id} if ${pair.b.name} is the chapter.`)
  return { verdict, kind, from_id: from === undefined ? undefined : await oneOf('--from', from) }
}

async function judgeAgain(deps: Deps): Promise<AgainReport> {
  const total = await countStanding(deps)
  const reading = progressBar('reading')
  let comparing: ProgressBar | null = null
  const again = await matchAgain(deps, {
    onRead: (done) => reading.update(done, Math.max(total, done)),
    onMatch: (done, all) => {
      if (comparing === null) {
        reading.stop()
        comparing = progressBar('comparing')
      }
      comparing.update(done, all)
    },
  }).finally(() => (comparing ?? reading).stop())
  // What was merged on the way asks to be compared as a whole.
  await matchEntries(deps)
  return again
}

export function identityCommands(program: Command, using: Using = withDeps): void {
  program
    .command('match')
    .description('compare entries that are new or changed with all others: what is certain is merged, what may be one comes to allies matches')
    .option('--all', 'then judge all organisations against each other once more, as after an update that changed the rules')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nThe server does this by itself after each nomination; here it is done now. It can be interrupted and started again.')
    .action(async (options: { all?: true } & JsonOption) => {
      const bar = progressBar('comparing')
      const { report, waiting, again } = await using(async (deps) => {
        // Another home field than before, or other rules: they judge first.
        await judgeForField(deps, (done) => bar.update(done, done))
        const asking = await countUnmatched(deps)
        // What was merged asks to be compared once more: there may be more of them than at first.
        const report = await matchEntries(deps, (done) => bar.update(done, Math.max(asking, done))).finally(bar.stop)
        const again = options.all ? await judgeAgain(deps) : null
        return { report, again, waiting: await countMatches(deps, { state: 'open' }) }
      })
      say(
        `${report.entries} entries compared, ${report.compared} pairs looked at: ${report.merged} merged as certain, ${report.proposed} found that may be one`,
      )
      if (again)
        say(
          `all ${again.judged} organisations judged once more: ${again.likely} pairs may be one; ${again.entries} entries compared again, ${again.merged} merged as certain`,
        )
      if (report.dropped_blocks > 0) say(paint('dim', `${report.dropped_blocks} times a word was so common that what shares only it was left out`))
      say(waiting === 0 ? 'no pair waits' : paint('yellow', `${waiting} ${waiting === 1 ? 'pair waits' : 'pairs wait'} for your word: allies matches`))
      if (options.json) sayJson({ ...report, waiting, ...(again ? { all: again } : {}) })
    })

  const matches = program
    .command('matches')
    .description('pairs of entries that may be one: look at them, best first, and decide')
    .addHelpText(
      'after',
      `
Examples:
  allies matches                                        what waits, the likeliest first
  allies matches review                                 one after another, a key each
  allies matches show @HarbourFood_eg                   the pair it waits in, side by side
  allies matches decide PAIR same --keep @HarbourFood_eg --reason "Same charity number"
  allies matches decide PAIR related --kind press --from @HarbourPress_eg --reason "Their press team"
  allies matches decide PAIR different --reason "York and Leeds"
  allies decisions undo DECISION --reason "Two bodies after all"

PAIR is an id (mtp_…), or the @handle, #hashtag or id of an entry that waits in one pair only.`,
    )

  matches
    .command('list', { isDefault: true })
    .description('pairs that wait, best first')
    .option('--limit <n>', 'how many', atMost, 25)
    .addOption(new Option('--band <band>', 'only what rules alone would do this with').choices(['auto', 'review', 'distinct']))
    .addOption(new Option('--proposal <what>', 'only those for which this is suggested').choices(['same', ...RELATION_KINDS]))
    .option('--ally <entry>', 'only pairs with this entry; by @handle, #hashtag or id')
    .option('--json', 'print them as JSON')
    .action(async (options: { limit: number; band?: Band; proposal?: 'same' | RelationKind; ally?: string } & JsonOption) => {
      const { items, count } = await using(async (deps) => {
        const ally = options.ally === undefined ? undefined : (await entryNamed(deps, options.ally)).id
        const filters = { state: 'open' as const, band: options.band, proposal: options.proposal, ally }
        return { items: await upTo(options.limit, (paging) => listMatches(deps, filters, paging)), count: await countMatches(deps, filters) }
      })
      sayPairs(items)
      if (count > items.length) say(paint('dim', `${items.length} of ${count}: --limit shows more`))
      if (items.length > 0)
        say(paint('dim', 'allies matches show PAIR · allies matches decide PAIR same|related|different --reason "…" · allies matches review'))
      if (options.json) sayJson({ items, count })
    })

  matches
    .command('show <pair>')
    .description('two entries side by side with all that speaks for it and against')
    .option('--json', 'print the pair as JSON')
    .action(async (name: string, options: JsonOption) => {
      const pair = await using((deps) => pairNamed(deps, name))
      describePair(pair)
      if (options.json) sayJson(pair)
    })

  matches
    .command('decide <pair>')
    .description('your word on a pair; it can be taken back with allies decisions undo')
    .addArgument(new Argument('<verdict>', 'the same body, one belonging to the other, or different').choices(['same', 'related', 'different']))
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--keep <entry>', 'of two that are the same, which stays (otherwise the published, better supported, older one)')
    .addOption(new Option('--kind <kind>', 'how they belong together (otherwise as suggested)').choices([...RELATION_KINDS]))
    .option('--from <entry>', 'which of the two is the chapter, press account … of the other')
    .option('--json', 'print the decision and what stands now as JSON')
    .action(async (name: string, verdict: MatchVerdict['verdict'], options: DecideOptions) => {
      const done = await using(async (deps) => {
        const pair = await pairNamed(deps, name)
        return decideMatch(deps, pair.id, await verdictFrom(deps, pair, verdict, options), { actor: ACTOR, reason: options.reason })
      })
      say(paint('green', decisionLine(done.decision)))
      say(paint('dim', `  back: allies decisions undo ${done.decision.id} --reason "…"`))
      if (options.json) sayJson(done)
    })

  matches
    .command('review')
    .description('pair after pair, a key each: s same, p part of (as suggested), d different, n next, u undo, q quit')
    .option('--json', 'print what was decided as JSON')
    .action(async (options: JsonOption) => {
      const done = await using((deps) => reviewPairs(deps))
      say(`${done.decided} decided, ${done.undone} taken back, ${done.waiting} waiting`)
      if (options.json) sayJson(done)
    })

  const decisions = program.command('decisions').description('what was decided of pairs, by organisers and by rules, and how to take it back')

  decisions
    .command('list', { isDefault: true })
    .description('the latest decisions, newest first')
    .option('--ally <entry>', 'only those on this entry; by @handle, #hashtag or id')
    .option('--limit <n>', 'how many', atMost, 25)
    .option('--json', 'print them as JSON')
    .action(async (options: { ally?: string; limit: number } & JsonOption) => {
      const items = await using(async (deps) => {
        const ally = options.ally === undefined ? null : (await entryNamed(deps, options.ally, 'itself')).id
        return upTo(options.limit, (paging) => listDecisions(deps, ally, paging))
      })
      sayDecisions(items)
      if (options.json) sayJson({ items })
    })

  decisions
    .command('undo <decision>')
    .description('take a decision back: after a merge both stand for themselves again and are different from then on')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--ask-again', 'after a merge: put the question into the queue again instead of remembering that they are different')
    .option('--json', 'print the decision and what stands now as JSON')
    .action(async (id: string, options: { reason: string; askAgain?: true } & JsonOption) => {
      if (!id.startsWith('dec_')) throw new AppError('not_found', `"${id}" is no id of a decision (dec_…): allies decisions lists them.`)
      const done = await using((deps) => undoMatchDecision(deps, id, { actor: ACTOR, reason: options.reason, ask_again: options.askAgain }))
      say(`${paint('yellow', 'taken back')} ${decisionLine(done.decision)}`)
      say(`  now: ${done.entries.map(calledBy).join(' · ')}`)
      if (options.json) sayJson(done)
    })
}
