import { Argument, type Command } from 'commander'
import type { Deps } from '../deps.js'
import { endRelation } from '../directory/identity/decisions.js'
import { calledBy } from '../directory/identity/in-words.js'
import { entryNamed } from '../directory/identity/named.js'
import { deskRelations, mergeInto, partFrom, relateEntry } from '../directory/identity/related.js'
import { RELATION_WORDS, relationSentence } from '../directory/identity/relations.js'
import { RELATION_KINDS, type RelationKind } from '../directory/match/types.js'
import type { ReviewView } from '../directory/views.js'
import { AppError } from '../kernel/errors.js'
import { paint, say, sayJson } from './output.js'
import { sayRelations, supportOf } from './pairs.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

const BY = 'by @handle, #hashtag or id'
interface Because extends JsonOption {
  reason: string
}

/** The merged entry that is meant: by its own handle or id, not by those of what it was merged into. @throws AppError not_found, conflict with the way out */
async function mergedEntry(deps: Deps, name: string): Promise<ReviewView> {
  const one = await entryNamed(deps, name, 'itself')
  if (one.merged_into !== null) return one
  const members = one.members.map((member) => `${member.name} (${member.id})`)
  const way = members.length === 0 ? 'Nothing is merged into it either.' : `Merged into it: ${members.join(', ')}. Name the one that is to be parted.`
  throw new AppError('conflict', `${calledBy(one)} stands for itself. ${way}`)
}

export function relationCommands(program: Command, using: Using = withDeps): void {
  program
    .command('merge <from> <into>')
    .description(`make two entries one: the first becomes a part of the second; ${BY}`)
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the entry that stands for both as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  allies merge @HarbourKitchen_eg @HarbourFood_eg --reason "Same charity number"\nNothing is rewritten: allies unmerge restores both.',
    )
    .action(async (from: string, into: string, options: Because) => {
      const { child, whole } = await using(async (deps) => {
        const [one, other] = [await entryNamed(deps, from), await entryNamed(deps, into)]
        if (one.id === other.id) throw new AppError('conflict', `${from} and ${into} are one entry already: ${calledBy(one)}, ${one.id}.`)
        return { child: one, whole: await mergeInto(deps, one.id, other.id, { actor: ACTOR, reason: options.reason }) }
      })
      say(`${calledBy(child)} is a part of ${paint('bold', calledBy(whole))} now: ${supportOf(whole)}`)
      for (const { field, words } of whole.conflicts)
        say(
          paint('yellow', `  organisers said different things of the ${field.replace('_', ' ')}: ${words.map((one) => `${one.name} ${one.value}`).join(', ')}`),
        )
      say(paint('dim', `  back: allies unmerge ${child.id} --reason "…"`))
      if (options.json) sayJson(whole)
    })

  program
    .command('unmerge <entry>')
    .description(`part a merged entry: it stands for itself again, and the two are different from then on; ${BY}`)
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the entry as JSON')
    .action(async (name: string, options: Because) => {
      const done = await using(async (deps) => partFrom(deps, (await mergedEntry(deps, name)).id, { actor: ACTOR, reason: options.reason }))
      say(`${paint('bold', calledBy(done))} stands for itself again (${done.status}): ${supportOf(done)}`)
      if (options.json) sayJson(done)
    })

  program
    .command('relations <entry>')
    .description(`what an entry is to others: relations, what was merged into it, handles it had before; ${BY}`)
    .option('--json', 'print them as JSON')
    .action(async (name: string, options: JsonOption) => {
      const { one, desk } = await using(async (deps) => {
        const found = await entryNamed(deps, name)
        return { one: found, desk: await deskRelations(deps, found.id) }
      })
      say(`${paint('bold', calledBy(one))}  ${one.id}`)
      for (const { handle, renamed_from } of desk.former_handles) say(`  @${handle}, once ${renamed_from.map((former) => `@${former}`).join(', ')}`)
      if (one.aliases.length > 0) say(`  also called ${one.aliases.join(', ')}`)
      if (one.merged_into !== null) say(paint('yellow', `  merged into ${one.merged_into}`))
      for (const { name: member, id, merged_at } of desk.members) say(`  merged into it: ${member} ${paint('dim', `on ${merged_at?.slice(0, 10)} · ${id}`)}`)
      sayRelations(desk.items)
      if (options.json) sayJson({ id: one.id, name: one.name, aliases: one.aliases, merged_into: one.merged_into, ...desk })
    })

  program
    .command('relate <from>')
    .description(`say that one entry belongs to another; both stay. Read "from is the kind of to"; ${BY}`)
    .addArgument(new Argument('<kind>', RELATION_KINDS.map((kind) => `${kind}: ${RELATION_WORDS[kind].of}`).join(' · ')).choices([...RELATION_KINDS]))
    .argument('<to>')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the relation as JSON')
    .addHelpText(
      'after',
      `
Examples:
  allies relate @HarbourYork_eg chapter @HarbourFood_eg --reason "Its branch in York"
  allies relate "#HarbourHour" owner @HarbourFood_eg --reason "They host it"`,
    )
    .action(async (from: string, kind: RelationKind, to: string, options: Because) => {
      const { one, other, made } = await using(async (deps) => {
        const [one, other] = [await entryNamed(deps, from), await entryNamed(deps, to)]
        return { one, other, made: await relateEntry(deps, one.id, { kind, to: other.id }, { actor: ACTOR, reason: options.reason }) }
      })
      say(paint('green', relationSentence(kind, one.name, other.name)))
      say(paint('dim', `  back: allies unrelate ${made.id} --reason "…"`))
      if (options.json) sayJson(made)
    })

  program
    .command('unrelate <relation>')
    .description('end a relation (rel_…, see: allies relations); it stays on the record')
    .requiredOption('--reason <text>', 'kept on the record')
    .option('--json', 'print the outcome as JSON')
    .action(async (id: string, options: Because) => {
      if (!id.startsWith('rel_')) throw new AppError('not_found', `"${id}" is no id of a relation (rel_…): allies relations ENTRY lists them.`)
      await using((deps) => endRelation(deps, id, { actor: ACTOR, reason: options.reason }))
      say(`${paint('yellow', 'ended')} ${id}`)
      if (options.json) sayJson({ id, ended: true })
    })
}
