import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { historyOf } from '../reach/history/service.js'
import { drawBar, drawNothing } from '../reach/pictures/bar.js'
import { drawCurve } from '../reach/pictures/curve.js'
import { type Drawing, standalone } from '../reach/pictures/drawing.js'
import { drawHeatMap } from '../reach/pictures/heat-map.js'
import { drawHistory } from '../reach/pictures/history.js'
import { type ReachScope, titleOf } from '../reach/scope.js'
import { type ScopeAsked, scopeOf } from '../reach/scope-query.js'
import { estimateReach } from '../reach/service.js'
import { MOST_PICKS, overlapOf, recommendAllies, type Unmeasured, whatAllyAdds } from '../reach/whom/service.js'
import { entryNamed } from './entry-named.js'
import { paint, say, sayJson, table } from './output.js'
import type { JsonOption, Using } from './run.js'

export interface ScopeOptions extends JsonOption, ScopeAsked {
  svg?: string
}

const n = (count: number) => count.toLocaleString('en')
const range = ({ estimate, low, high }: { estimate: number; low: number; high: number }) =>
  low === high ? n(estimate) : `${n(estimate)} (${n(low)} to ${n(high)})`
const percent = (share: number | null) => (share === null ? 'not known' : `${Math.round(share * 100)} %`)

/** The options that name a set, and --json and --svg for what is said of it. */
export const scoped = (command: Command, what: string): Command =>
  command
    .option('--list <id>', 'of a list')
    .option('--category <section>', 'of all published allies of an ICNP/TSO section, A to L')
    .option('--chat <id>', 'of what was nominated in a chat and is published')
    .option('--ids <ids>', 'of these allies, by @handle or id, separated by commas')
    .option('--svg <file>', `draw ${what} into a file`)
    .option('--json', 'print it as JSON')

/** Its allies by id, whatever they were named by. @throws AppError not_found, validation_failed */
export async function scopeGiven(deps: Deps, { list, category, chat, ids }: ScopeOptions, orAll = false): Promise<ReachScope> {
  const named = ids?.split(/[\s,]+/).filter((name) => name !== '')
  const found = named && (await Promise.all(named.map((name) => entryNamed(deps, name))))
  return scopeOf({ list, category, chat, ids: found?.join(',') }, { orAll })
}

/** @throws AppError bad_request if the file cannot be written, so that what was worked out is not lost with it: it is said before. */
export async function draw(file: string | undefined, drawing: () => Drawing | Promise<Drawing>): Promise<void> {
  if (file === undefined) return
  try {
    await writeFile(file, standalone(await drawing()))
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new AppError('bad_request', `${file} cannot be written: ${error.message}`)
  }
  say(paint('dim', `  drawn into ${file}`))
}

function sayUnmeasured({ count, allies }: Unmeasured): void {
  if (count === 0) return
  const names = allies.slice(0, 5).map(({ name, reason }) => (reason === null ? name : `${name} (a list is kept and not used: ${reason})`))
  say(
    paint(
      'yellow',
      `  not ranked, since no follower list is known${allies.some(({ reason }) => reason !== null) ? ' that can be used' : ''}: ${names.join(', ')}${count > names.length ? ` and ${n(count - names.length)} more` : ''} (allies audience import)`,
    ),
  )
}

export function whomCommands(reach: Command, using: Using): void {
  scoped(reach.command('next').description('whom to ask next: the allies that reach most together, each for what it adds'), 'the curve')
    .option('--count <n>', 'how many', Number, 10)
    .option('--beside <list>', 'pick what adds most to this list')
    .action(async (options: ScopeOptions & { count: number; beside?: string }) => {
      if (!Number.isInteger(options.count) || options.count < 1 || options.count > MOST_PICKS)
        throw new AppError('validation_failed', `--count is a whole number from 1 to ${MOST_PICKS}.`)
      const found = await using(async (deps) => recommendAllies(deps, await scopeGiven(deps, options, true), options.count, options.beside ?? null))
      if (options.beside !== undefined) say(`${range(found.before)} accounts follow the list already.`)
      say(
        table(
          ['', 'ally', 'adds', 'reached already', 'together'],
          found.picks.map(({ ally, incremental, share_covered, cumulative }, at) => [
            at + 1,
            ally.name,
            range(incremental),
            percent(share_covered),
            range(cumulative),
          ]),
        ),
      )
      sayUnmeasured(found.unmeasured)
      await draw(options.svg, () =>
        drawCurve(
          found.picks.map(({ ally, cumulative, incremental }) => ({ name: ally.name, cumulative, incremental: incremental.estimate })),
          found.before.estimate,
        ),
      )
      if (options.json) sayJson(found)
    })

  reach
    .command('adds <ally>')
    .description('what adding one ally to a set changes; by @handle or id')
    .option('--list <id>', 'to a list')
    .option('--category <section>', 'to all published allies of an ICNP/TSO section')
    .option('--chat <id>', 'to what was nominated in a chat')
    .option('--ids <ids>', 'to these allies, by @handle or id, separated by commas')
    .option('--json', 'print it as JSON')
    .action(async (ally: string, options: ScopeOptions) => {
      const found = await using(async (deps) => whatAllyAdds(deps, await scopeGiven(deps, options), await entryNamed(deps, ally)))
      say(`${paint('bold', found.ally.name)} adds ${range(found.incremental)}: ${range(found.before)} before, ${range(found.after)} after`)
      say(paint('dim', `  of its own audience ${percent(found.share_covered)} is reached already`))
      sayUnmeasured(found.unmeasured)
      if (options.json) sayJson(found)
    })

  scoped(
    reach.command('overlap').description('how many accounts follow each two allies of a set; of all published allies, if nothing is named'),
    'the heat map',
  ).action(async (options: ScopeOptions) => {
    const found = await using(async (deps) => overlapOf(deps, await scopeGiven(deps, options, true)))
    const pairs = found.allies.flatMap((one, i) =>
      found.allies.slice(i + 1).map((other, j) => ({ one, other, both: found.overlap[i]?.[i + 1 + j] ?? { estimate: 0, low: 0, high: 0 } })),
    )
    pairs.sort((a, b) => b.both.estimate - a.both.estimate)
    say(
      table(
        ['both are followed', 'by'],
        pairs.slice(0, 30).map(({ one, other, both }) => [`${one.name} and ${other.name}`, range(both)]),
      ),
    )
    if (pairs.length > 30) say(paint('dim', `  the strongest 30 of ${n(pairs.length)} pairs; all of them with --json`))
    sayUnmeasured(found.unmeasured)
    const figures = found.overlap.map((row) => row.map(({ estimate }) => estimate))
    await draw(options.svg, () => drawHeatMap({ names: found.allies.map(({ name }) => name), overlap: figures }))
    if (options.json) sayJson(found)
  })

  reach
    .command('history <list>')
    .description('how the reach of a list moved')
    .option('--svg <file>', 'draw it into a file')
    .option('--json', 'print it as JSON')
    .action(async (list: string, options: JsonOption & { svg?: string }) => {
      const found = await using((deps) => historyOf(deps, list))
      say(
        table(
          ['day', 'accounts', 'level', 'members'],
          found.estimates.map(({ at, potential_unique_audience: audience, level, members }) => [
            at.slice(0, 10),
            audience ? range(audience) : 'no figure',
            level,
            members,
          ]),
        ),
      )
      const points = found.estimates.flatMap(({ at, potential_unique_audience: audience }) => (audience ? [{ at: Date.parse(at), ...audience }] : []))
      await draw(options.svg, () => drawHistory(found.list.name, points))
      if (options.json) sayJson(found)
    })
}

/** `reach estimate`, with its picture. */
export function estimateCommand(reach: Command, using: Using): void {
  scoped(
    reach.command('estimate', { isDefault: true }).description('an estimate with its range and evidence; of all published allies, if nothing is named'),
    'the bar',
  ).action(async (options: ScopeOptions) => {
    const { result, title } = await using(async (deps) => {
      const scope = await scopeGiven(deps, options, true)
      return { result: await estimateReach(deps, scope, 'organiser'), title: await titleOf(deps, scope, 'organiser') }
    })
    say(paint('bold', result.statement))
    const sum = result.gross_followers === null ? 'nothing' : n(result.gross_followers)
    say(
      paint('dim', `  a plain sum of followers would say ${sum}; method ${result.method}, calibration ${result.calibration}, as of ${result.as_of ?? 'never'}`),
    )
    const viewers = result.expected_viewers
    if (viewers)
      say(
        paint(
          'dim',
          `  if each posts once and a follower sees a post with a chance of ${viewers.p_low} to ${viewers.p_high}: ${n(viewers.low)} to ${n(viewers.high)} would see one`,
        ),
      )
    const [cheapest] = result.raise
    if (cheapest)
      say(
        paint(
          'dim',
          `  better with the ${{ sketch: 'follower lists', sample: 'samples of followers', count: 'follower counts' }[cheapest.needs]} of ${n(cheapest.missing)}: ${cheapest.accounts
            .slice(0, 5)
            .map((handle) => `@${handle}`)
            .join(', ')}${cheapest.missing > 5 ? ' …' : ''}`,
        ),
      )
    for (const { account, as_of, reason } of result.not_used)
      say(`  ${paint('yellow', 'not used')} the list of @${account.handle} of ${as_of.slice(0, 10)}: ${reason}`)
    const audience = result.potential_unique_audience
    await draw(options.svg, () =>
      audience ? drawBar(title, { ...audience, sum: result.gross_followers, open_ended: result.open_ended }) : drawNothing(title, result.statement),
    )
    if (options.json) sayJson(result)
  })
}
