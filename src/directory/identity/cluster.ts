// ◆ pure
import type { AllyKind, AllyStatus, Decider, Gate, OwnGate, Reason } from '../../db/schema/directory.js'
import { searchKey } from '../names.js'

/** What each entry of those that were merged says to the gate of all of them; the canonical one has no pointer. */
export interface GateMember {
  id: string
  name: string
  own_gate: OwnGate
  merged_into: string | null
  /** When its pointer was set; null for the canonical one. */
  merged_at: Date | null
  /** X says that its accounts are accounts of another entry under a changed handle: it has none of its own, and so no profile to be judged by. */
  same_account: boolean
}

export interface Member extends GateMember {
  handle_keys: readonly string[]
  hashtag_key: string | null
  aliases: readonly string[]
  /** What X calls its accounts. */
  shown: readonly string[]
}

/** What follows for the canonical entry from all that are in it, and is worked out anew whenever one joins, leaves or changes. */
export interface Whole {
  gate: Gate
  gate_reasons: Reason[]
  gate_by: Decider
  search_key: string
}

/** @throws if the canonical entry is not among the members. */
export function wholeOf(members: readonly Member[]): Whole {
  const [root, others] = rootOf(members)
  const names = [...root.aliases, ...others.flatMap(({ name, aliases }) => [name, ...aliases])]
  const search_key = searchKey(root.name, members.flatMap(({ handle_keys }) => handle_keys).sort(), root.hashtag_key, names.sort())
  return { ...gateOf(members), search_key }
}

function rootOf<T extends GateMember>(members: readonly T[]): [T, T[]] {
  const root = members.find(({ merged_into }) => merged_into === null)
  if (!root) throw new Error('a whole without its canonical entry')
  return [root, members.filter((one) => one !== root)]
}

/** The rules left it open for want of any knowledge, not because something spoke for the home field. */
const NOTHING_KNOWN = new Set(['unsure.new', 'unsure.no_description', 'unsure.no_words', 'unsure.says_little'])
const hasNoEvidence = ({ own_gate: { by, gate, reasons }, same_account }: GateMember) =>
  by === 'rules' && gate === 'unsure' && (same_account || NOTHING_KNOWN.has(reasons[0]?.rule ?? ''))

/**
 * An organiser's word on the whole, given after the last entry joined, is final. Before that an organiser's word on one of the entries beats what rules
 * left open about the others, but not that they took one for a body of the home field: entries that disagree come to `unsure`, which never joins a list,
 * until a person has looked (CATEGORIES.md §5). An entry of which nothing is known yet does not outvote one that was judged by what is known: otherwise
 * anybody could take a published ally off the directory by naming it under another handle. With more of them home it is never less so (belonging/home.ts).
 * @throws if the canonical entry is not among the members.
 */
export function gateOf(members: readonly GateMember[]): Omit<Whole, 'search_key'> {
  const [root, others] = rootOf(members)
  const asOf = ({ own_gate }: GateMember) => ({ gate: own_gate.gate, gate_reasons: own_gate.reasons, gate_by: own_gate.by })
  const joined = Math.max(0, ...others.map(({ merged_at }) => merged_at?.getTime() ?? 0))
  const { by, at } = root.own_gate
  if (by === 'organiser' && at !== null && Date.parse(at) > joined) return asOf(root)
  const all = [root, ...others]
  const spoken = all.find(({ own_gate }) => own_gate.by === 'organiser') ?? all.find(({ own_gate }) => own_gate.gate === 'home') ?? root
  const { gate } = spoken.own_gate
  const isOpen = (one: GateMember) =>
    hasNoEvidence(one) || (spoken.own_gate.by === 'organiser' && gate !== 'home' && one.own_gate.by === 'rules' && one.own_gate.gate === 'ally')
  const against = all.filter((one) => one.own_gate.gate !== gate && !isOpen(one))
  if (against.length === 0) return asOf(spoken)
  const says = ({ name, own_gate }: GateMember) => `“${name}” was judged ${own_gate.gate}${own_gate.by === 'organiser' ? ' by an organiser' : ''}`
  const reasons = [spoken, ...against].map((one) => ({
    rule: 'merged.disagree',
    detail: `${says(one)}: ${one.own_gate.reasons[0]?.detail ?? 'no reason given'}`,
  }))
  return { gate: 'unsure', gate_reasons: reasons, gate_by: 'rules' }
}

/** What a merge is decided on. */
export interface Side {
  id: string
  name: string
  kind: AllyKind
  status: AllyStatus
  merged_into: string | null
  support: number
  created_at: Date
}

/**
 * Why `child` cannot be merged into `into` as they are now, with the way out; null if it can.
 * @param names of the entries that one of them points to, by id
 */
export function refuseMerge(child: Side, into: Side, names: ReadonlyMap<string, string> = new Map()): string | null {
  if (child.id === into.id) return 'An entry cannot be merged into itself.'
  for (const one of [child, into])
    if (one.merged_into !== null)
      return `${one.name} was merged into ${names.get(one.merged_into) ?? one.merged_into} already: go on with that one, or unmerge it first.`
  for (const one of [child, into]) if (one.status === 'withdrawn') return `${one.name} was withdrawn: nothing is merged with it.`
  if (child.kind !== into.kind) return 'A hashtag and an organisation are never one entry: say that the organisation owns the hashtag, as a relation.'
  if (child.kind === 'hashtag') return 'Two hashtags are two streams of posts: say that one is a variant or an edition of the other, as a relation.'
  if (into.status === 'approved' && (child.status === 'rejected' || child.status === 'retired'))
    return `${child.name} was ${child.status}, and by this merge its account would be published: put it back to the queue first, if that was wrong.`
  if (child.status === 'approved' && into.status !== 'approved')
    return `${child.name} is published and ${into.name} is ${into.status}: merge it the other way round, or decide on ${into.name} first.`
  return null
}

const RANK: Readonly<Record<AllyStatus, number>> = { approved: 0, proposed: 1, retired: 2, rejected: 3, withdrawn: 4 }

/** Which of two should stay: the published one, then the one with more support, then the older. The first of the answer is the one that stays. */
export function canonicalFirst<T extends Side>(a: T, b: T): [T, T] {
  const order = RANK[a.status] - RANK[b.status] || b.support - a.support || a.created_at.getTime() - b.created_at.getTime() || (a.id < b.id ? -1 : 1)
  return order <= 0 ? [a, b] : [b, a]
}

/** The lesser id first: how pairs are kept. */
export const pairOf = (one: string, other: string): [string, string] => (one < other ? [one, other] : [other, one])
