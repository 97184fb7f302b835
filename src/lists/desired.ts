// ◆ pure
import type { AccountState, AllyKind, AllyStatus, Gate } from '../db/schema/directory.js'
import type { ListRule } from '../db/schema/lists.js'

/** X's own limit (X-PLATFORM.md §4). */
export const MEMBER_CAP = 5_000

export interface Candidate {
  id: string
  kind: AllyKind
  name: string
  status: AllyStatus
  gate: Gate
  merged_into: string | null
  section: string | null
  tags: string[]
  body_kind: string | null
  support: number
  chat_ids: string[]
  /** Of an organisation the ids of the hashtags that belong to it. */
  hashtag_ids?: readonly string[]
  accounts: { x_user_id: string | null; handle: string; state: AccountState }[]
}

export interface ListDefinition {
  rule: ListRule
  /** Ally ids that the organiser pinned or excluded, each with the reason given. */
  pins: ReadonlyMap<string, string>
  exclusions: ReadonlyMap<string, string>
  /** X user ids that left the list by themselves; never added again. */
  tombstones: ReadonlySet<string>
}

export interface Member {
  x_user_id: string
  ally_id: string
  handle: string
}

export interface LeftOut {
  ally_id: string
  name: string
  reason: string
}

export interface Desired {
  /** Sorted by X user id, each id once. */
  members: Member[]
  /** Directory entries the organiser might have expected, with the reason why each is not a member. */
  left_out: LeftOut[]
}

/** Decimal ids of any length in numeric order, without turning them into numbers (53 bits would damage them). */
export const byUserId = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

/**
 * Who should be on the list now. Approval, the gate and withdrawal beat everything, pins too; an exclusion beats a pin's rule, and
 * every entry that falls out says why.
 */
export function desiredMembers(candidates: readonly Candidate[], list: ListDefinition): Desired {
  const members = new Map<string, Member>()
  const left_out: LeftOut[] = []
  const fits = tagsThatFit(candidates, list)
  for (const ally of [...candidates].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const missed = whyNot(ally, list, fits)
    if (missed !== null) {
      if (standing(ally) === null || list.pins.has(ally.id)) left_out.push({ ally_id: ally.id, name: ally.name, reason: missed })
      continue
    }
    if (ally.kind === 'hashtag') {
      left_out.push({ ally_id: ally.id, name: ally.name, reason: 'a hashtag cannot be a member of a list on X' })
      continue
    }
    for (const account of ally.accounts) {
      const problem = accountProblem(account, list.tombstones)
      if (problem || account.x_user_id === null) left_out.push({ ally_id: ally.id, name: `@${account.handle}`, reason: problem ?? UNRESOLVED })
      else if (members.size >= MEMBER_CAP)
        left_out.push({ ally_id: ally.id, name: `@${account.handle}`, reason: `the list is full: X allows ${MEMBER_CAP} members` })
      else members.set(account.x_user_id, { x_user_id: account.x_user_id, ally_id: ally.id, handle: account.handle })
    }
  }
  return { members: [...members.values()].sort((a, b) => byUserId(a.x_user_id, b.x_user_id)), left_out }
}

/**
 * The entries that belong to the list by its rule, pins and exclusions, sorted, whether or not X can be given their accounts: those that were not
 * looked up yet (without X access nobody's are), suspended ones and hashtags too. The page of a list and its reach are about these; plans are about
 * `desiredMembers`.
 */
export function belongingIds(candidates: readonly Candidate[], list: ListDefinition): string[] {
  const fits = tagsThatFit(candidates, list)
  return [...new Set(candidates.filter((ally) => whyNot(ally, list, fits) === null).map(({ id }) => id))].sort()
}

/** Hashtags by which their owners belong: those of a rule that asks for owners, but not who is kept off the list by name. */
function tagsThatFit(candidates: readonly Candidate[], { rule, exclusions }: ListDefinition): ReadonlySet<string> {
  if (rule.hashtag_owners !== true) return new Set()
  const fit = candidates.filter((one) => one.kind === 'hashtag' && standing(one) === null && !exclusions.has(one.id) && ruleMiss(one, rule) === null)
  return new Set(fit.map(({ id }) => id))
}

function whyNot(ally: Candidate, list: ListDefinition, fits: ReadonlySet<string>): string | null {
  const refused = standing(ally)
  if (refused !== null) return refused
  const excluded = list.exclusions.get(ally.id)
  if (excluded !== undefined) return `excluded: ${excluded}`
  if (list.pins.has(ally.id) || ally.hashtag_ids?.some((id) => fits.has(id))) return null
  return ruleMiss(ally, list.rule)
}

const UNRESOLVED = 'its account has not been looked up on X yet'

function standing(ally: Candidate): string | null {
  if (ally.merged_into) return `merged into ${ally.merged_into}`
  if (ally.status !== 'approved') return `not approved (${ally.status})`
  if (ally.gate !== 'ally') return `the gate says ${ally.gate}`
  return null
}

/** Null if the rule holds: the values of one member are alternatives, the members narrow one another. */
function ruleMiss(ally: Candidate, rule: ListRule): string | null {
  if (rule.pinned_only === true) return 'the list takes only who is pinned'
  if (rule.sections && rule.sections.length > 0 && !(ally.section && rule.sections.includes(ally.section)))
    return `its category is ${ally.section ?? 'not decided'}, the rule asks for ${rule.sections.join(' or ')}`
  if (rule.tags && rule.tags.length > 0 && !rule.tags.some((tag) => ally.tags.includes(tag))) return `none of the tags ${rule.tags.join(', ')}`
  if (rule.body_kinds && rule.body_kinds.length > 0 && !(ally.body_kind && rule.body_kinds.includes(ally.body_kind)))
    return `its kind is ${ally.body_kind ?? 'unknown'}, the rule asks for ${rule.body_kinds.join(' or ')}`
  if (rule.chats && rule.chats.length > 0 && !rule.chats.some((chat) => ally.chat_ids.includes(chat))) return 'not nominated in the chats of the rule'
  if (rule.min_support !== undefined && ally.support < rule.min_support) return `${ally.support} of the ${rule.min_support} supporters that the rule asks for`
  return null
}

function accountProblem(account: Candidate['accounts'][number], tombstones: ReadonlySet<string>): string | null {
  if (account.state === 'suspended') return 'suspended by X'
  if (account.state === 'not_found') return 'no such account on X'
  if (account.state === 'protected') return 'protected: X does not let lists add it'
  if (account.state === 'duplicate') return 'the same account is in the directory under another entry'
  if (account.state === 'unresolved' || account.x_user_id === null) return UNRESOLVED
  if (tombstones.has(account.x_user_id)) return 'it left the list by itself and is not added again'
  return null
}
