import type { Command } from 'commander'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { usd } from '../kernel/money.js'
import { decideMember, type MemberDecision, undoDecision } from '../lists/drift/decisions.js'
import { decideFields } from '../lists/drift/field-decisions.js'
import { namedMember } from '../lists/drift/looks.js'
import { checkList } from '../lists/drift/service.js'
import { driftOf, listChecks } from '../lists/drift/standing.js'
import type { CheckView, DriftView } from '../lists/drift/views.js'
import { isOpen, outcomeWords } from '../lists/drift/words.js'
import * as lists from '../lists/service.js'
import { EXIT, paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

/** 0 as it was left · 5 changed by hand, gone or another account's, or something waits for a decision · 4 X did not say. */
const exitOf = ({ outcome }: CheckView, drift: DriftView): number | undefined => {
  if (outcome === 'as_applied') return isOpen(drift) ? EXIT.drifted : undefined
  return outcome === 'incomplete' || outcome === 'failed' ? EXIT.unreachable : EXIT.drifted
}

/** What a look found and has been decided since is not found again: of a look that is looked up, what stands is what is open. */
const standingNow = (check: CheckView, drift: DriftView): CheckView => ({
  ...check,
  outcome: check.outcome === 'drifted' && !isOpen(drift) ? 'as_applied' : check.outcome,
  in_words: drift.in_words,
})

function describe(name: string, check: CheckView, drift: DriftView): void {
  const open = isOpen(drift)
  const tone = check.outcome === 'as_applied' ? (open ? 'yellow' : 'green') : 'red'
  const { member_count: count, expected_count: expected } = check
  // A difference that a whole reading has explained is no news.
  const known = check.outcome === 'as_applied' && count !== expected
  const counted = count === null ? '' : `, X counts ${count} members (${known ? 'as when all of them were read last' : `${expected} expected`})`
  say(
    `${paint('bold', name)} on X: ${paint(tone, outcomeWords(check.outcome))}${counted}${open && check.outcome === 'as_applied' ? paint('yellow', '; what earlier looks found is still open') : ''}`,
  )
  for (const line of check.in_words) say(`  ${line}`)
  if (check.note) say(`  ${paint('yellow', 'note')} ${check.note}`)
  if (drift.foreign.length > 0)
    say(
      table(
        ['added by others', 'X id', 'if taken over'],
        drift.foreign.map((one) => [`@${one.handle}`, one.x_user_id, one.would]),
      ),
    )
  if (drift.missed.length > 0)
    say(
      `  ${paint('yellow', 'missed by one reading')} ${drift.missed.map((one) => `@${one.handle}`).join(' ')}: a second one decides (allies drift ${drift.list_id} --full)`,
    )
  const gone = drift.left.filter(({ let_be }) => !let_be)
  if (gone.length > 0)
    say(
      table(
        ['left the list', 'X id', 'since'],
        gone.map((one) => [`@${one.handle}`, one.x_user_id, one.since.slice(0, 10)]),
      ),
    )
  say(
    paint(
      'dim',
      `  this look: ${check.kind === 'full' ? 'every member' : 'the count'}, ${usd(check.cost_usd)}; all ${drift.costs.members} members cost about ${usd(drift.costs.full_usd)}`,
    ),
  )
  if (drift.foreign.length > 0) say(paint('dim', `  allies drift adopt|ignore ${drift.list_id} @HANDLE --reason "…"`))
  if (gone.length > 0) say(paint('dim', `  allies drift readd|ignore ${drift.list_id} @HANDLE --reason "…"`))
  if (drift.fields.some(({ changed }) => changed !== 'here')) say(paint('dim', `  allies drift keep|revert ${drift.list_id} --reason "…"`))
}

/** The parser gives --json to `drift` itself, which has it too, also when it stands behind a word such as adopt. */
const wantsJson = (command: Command): boolean => command.optsWithGlobals<JsonOption>().json === true

/** A member by @handle or X user id, as a look has seen it. */
async function memberOf(deps: Deps, listId: string, typed: string): Promise<string> {
  const drift = await driftOf(deps, listId)
  const others = drift.last_check?.members
  const seen = [...drift.foreign, ...drift.left, ...drift.missed, ...drift.decisions, ...(others ? [...others.foreign, ...others.ignored, ...others.also] : [])]
  const found = namedMember(seen, typed)?.x_user_id ?? (/^[0-9]{1,19}$/.test(typed) ? typed : undefined)
  if (found === undefined)
    throw new AppError(
      'not_found',
      `No look has seen ${typed} on the list among those that others added or that left. Look first: allies drift ${listId} --full.`,
    )
  return found
}

export function driftCommands(program: Command, using: Using = withDeps): void {
  const drift = program
    .command('drift')
    .description('what somebody changed by hand on X, and what becomes of it')
    .argument('<list>', 'its id here')
    .option('--full', 'read every member, whatever the count says (costs by the member)')
    .option('--stored', 'what the last look found; X is not asked')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExit codes: 0 as it was left · 5 changed by hand, gone, another account’s, or still to be decided · 4 X did not say')
    .action(async (id: string, options: { full?: boolean; stored?: boolean } & JsonOption) => {
      const bar = progressBar('reading', undefined, 'members')
      const { name, check, standing } = await using(async (deps) => {
        const { name } = await lists.getDeskList(deps, id)
        const looked = options.stored ? null : await checkList(deps, id, { full: options.full, onProgress: bar.update })
        const standing = await driftOf(deps, id)
        return { name, check: looked ?? (standing.last_check && standingNow(standing.last_check, standing)), standing }
      }).finally(bar.stop)
      if (check === null) throw new AppError('conflict', `Nobody has looked at ${name} on X yet: allies drift ${id}.`)
      describe(name, check, standing)
      if (options.json) sayJson({ check, drift: standing })
      process.exitCode = exitOf(check, standing) ?? process.exitCode
    })

  for (const [verb, description] of [
    ['adopt', 'take a member over that somebody added on X: an entry of the directory, pinned, ours to answer for'],
    ['ignore', 'leave a member to those who added it, or one that left alone'],
    ['readd', 'wish a member again that left or was taken off'],
  ] as const) {
    const command = drift
      .command(`${verb} <list> <member>`)
      .description(description)
      .requiredOption('--reason <text>', 'kept on the record')
      .option('--json', 'print the decision as JSON')
    if (verb === 'adopt') command.option('--accept-removal', 'also if the next plan then takes it off the list')
    command.action(async (id: string, typed: string, options: { reason: string; acceptRemoval?: boolean }, self: Command) => {
      const word: MemberDecision = { decision: verb, reason: options.reason, accept_removal: options.acceptRemoval }
      const done = await using(async (deps) => decideMember(deps, ACTOR, id, await memberOf(deps, id, typed), word))
      say(`${paint('green', verb)} @${done.handle} (${done.x_user_id}): ${done.effect}`)
      if (wantsJson(self)) sayJson(done)
    })
  }

  drift
    .command('undo <list> <member>')
    .description('take a decision on a member back')
    .requiredOption('--reason <text>', 'kept on the record')
    .action(async (id: string, typed: string, options: { reason: string }) => {
      await using(async (deps) => undoDecision(deps, ACTOR, id, await memberOf(deps, id, typed), options.reason))
      say(`${paint('green', 'taken back')}: ${typed} is what it was before`)
    })

  for (const [verb, take, description] of [
    ['keep', 'theirs', 'keep the name, description and privacy as somebody set them on X'],
    ['revert', 'ours', 'let the next plan set our name, description and privacy again'],
  ] as const) {
    drift
      .command(`${verb} <list>`)
      .description(description)
      .requiredOption('--reason <text>', 'kept on the record')
      .option('--json', 'print how the list stands as JSON')
      .action(async (id: string, options: { reason: string }, self: Command) => {
        const standing = await using((deps) => decideFields(deps, ACTOR, id, take, options.reason))
        say(take === 'theirs' ? 'Our definition follows X now.' : `The next plan sets ours: allies plan ${id}`)
        if (wantsJson(self)) sayJson(standing)
      })
  }

  drift
    .command('policy <list> <what>')
    .description('what becomes of members that others add on X: ask, ignore or adopt')
    .action(async (id: string, what: string) => {
      const policy = (['ask', 'ignore', 'adopt'] as const).find((one) => one === what)
      if (!policy) throw new AppError('validation_failed', 'Say ask, ignore or adopt.')
      const done = await using(async (deps) => {
        const { etag } = await lists.getDeskList(deps, id)
        return lists.editList(deps, ACTOR, id, etag, { foreign_members: policy })
      })
      say(`${done.name}: members that others add are ${{ ask: 'asked about', ignore: 'left to them', adopt: 'taken over' }[policy]}`)
    })

  drift
    .command('history <list>')
    .description('the looks so far, newest first')
    .option('--json', 'print them as JSON')
    .action(async (id: string, _options: JsonOption, self: Command) => {
      const { items } = await using((deps) => listChecks(deps, id, { limit: 50 }))
      say(
        table(
          ['when', 'look', 'outcome', 'members', 'expected', 'note'],
          items.map((one) => [one.at.slice(0, 16).replace('T', ' '), one.kind, outcomeWords(one.outcome), one.member_count, one.expected_count, one.note]),
        ),
      )
      if (wantsJson(self)) sayJson({ items })
    })
}
