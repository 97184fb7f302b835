import { chatExists } from '../chats/service.js'
import type { ListRule } from '../db/schema/lists.js'
import type { Deps } from '../deps.js'
import { BODY_KINDS } from '../directory/taxonomy/body-kinds.js'
import { TAGS } from '../directory/taxonomy/tags.js'
import { faultsIn } from '../http/faults.js'
import { AppError, type Fault } from '../kernel/errors.js'
import { fieldFaults } from './drift/fields.js'
import { RuleSchema } from './schemas.js'

const RULE_WORDS: Readonly<Record<keyof ListRule, string>> = {
  sections: 'category: they are the letters A to L',
  tags: 'UK-CAT code, as BE102',
  body_kinds: 'kind of body, as charity',
  chats: 'id of a chat, as cht_ and 26 letters and digits',
  min_support: 'number of supporters',
  hashtag_owners: 'yes or no',
  pinned_only: 'yes or no',
}

/**
 * What X or the API would refuse is refused here, whoever asks: the command line has no schema before it.
 * @throws AppError validation_failed, with a fault for each
 */
export async function checkFields(
  deps: Deps,
  fields: { name?: string | undefined; description?: string | undefined; rule?: ListRule | undefined },
): Promise<void> {
  const faults = [...fieldFaults(fields), ...(fields.rule === undefined ? [] : ruleFaults(fields.rule))]
  if (faults.length === 0 && fields.rule) faults.push(...(await unknownIn(deps, fields.rule)))
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })
}

/** By the schema that the API has for rules; the value that does not fit is named. */
function ruleFaults(rule: ListRule): Fault[] {
  return faultsIn(RuleSchema, rule).map(({ pointer = '', code }) => {
    const [, member = '', at] = pointer.split('/')
    const value = rule[member as keyof ListRule]
    const given = Array.isArray(value) && at !== undefined ? value[Number(at)] : value
    return { pointer: `/rule${pointer}`, code, detail: `${String(given)} is no ${RULE_WORDS[member as keyof ListRule] ?? 'part of a rule'}.` }
  })
}

/** What has the right form and is nowhere: nobody would ever belong to the list, and nothing would say why. */
async function unknownIn(deps: Deps, { tags = [], body_kinds = [], chats = [] }: ListRule): Promise<Fault[]> {
  const fault = (member: keyof ListRule, at: number, detail: string): Fault => ({ pointer: `/rule/${member}/${at}`, code: 'unknown', detail })
  const there = await Promise.all(chats.map((id) => chatExists(deps, id)))
  return [
    ...tags.flatMap((tag, at) => (TAGS.some(([code]) => code === tag) ? [] : fault('tags', at, `There is no UK-CAT code ${tag}.`))),
    ...body_kinds.flatMap((kind, at) =>
      (BODY_KINDS as readonly string[]).includes(kind) ? [] : fault('body_kinds', at, `There is no kind of body ${kind}: ${BODY_KINDS.join(', ')}.`),
    ),
    ...chats.flatMap((id, at) => (there[at] ? [] : fault('chats', at, `There is no chat ${id}.`))),
  ]
}
