// ◆ pure
import { foldHashtag } from '../handle.js'
import { explain, kindOf } from './explain.js'
import { isCommonWord } from './hashtags-words.js'
import { mixedLetters } from './lookalikes.js'
import { equalOf } from './names.js'
import { type Prepared, prepare } from './prepare.js'
import { type Rarity, SHIPPED_RARITY } from './rarity.js'
import { type PairSight, SPELLED, seePair, sum } from './sights.js'
import type { Band, EvidenceKind, EvidencePoint, Judgement, MatchRecord, Reason } from './types.js'
import { AUTO_Z, REVIEW_Z, RULE_VERSION, SHOWN_Z, WEIGHTS, type Weights } from './weights.js'
import { LEFT_OFF, OTHER_BODY } from './words.js'

/** What a judgement needs of a pair; the words that explain it are made only when asked for. */
export interface Verdict {
  band: Band
  z: number
  key: 'id' | 'handle' | 'tag' | null
  vetoes: readonly Reason[]
  agreeing: readonly EvidenceKind[]
  /** Why it is shown to a person although its points are few, and the points that were added for it. */
  shown?: { rule: 'name.without_kind' | 'name.said'; points: number } | undefined
  sight: PairSight | null
}

const shares = (a: readonly string[], b: readonly string[]) => a.find((value) => b.includes(value))

/**
 * Rarity of a name's words, places left out, from which the same country is enough of a place: a chance of e^-20 for each pair of bodies.
 */
const DISTINCTIVE = 20

/** From this likeness on the words of two names agree. */
const AGREE_S = 0.6

/** Points of an exact key: enough to outweigh any names. */
const KEY_POINTS = 12

/**
 * Decides about two prepared records.
 * @param weights other weights than the shipped ones: to measure what a rule buys
 */
export function decide(a: Prepared, b: Prepared, rarity: Rarity, weights: Weights = WEIGHTS): Verdict {
  const nothing = { key: null, agreeing: [], sight: null }
  if (a.record.kind !== b.record.kind)
    return { ...nothing, band: 'distinct', z: -KEY_POINTS, vetoes: [{ rule: 'veto.kinds', detail: 'an organisation and a hashtag are never one entry' }] }
  if (a.record.kind === 'hashtag') return decideTags(a.record, b.record)
  return decideSeen(a, b, seePair(a, b, rarity, weights), weights)
}

/** What follows from what was seen. `leave_out` names vetoes, or `two_kinds`, to leave out: to measure what they buy. */
export function decideSeen(a: Prepared, b: Prepared, sight: PairSight, weights: Weights = WEIGHTS, leave_out: ReadonlySet<string> = NONE): Verdict {
  const ids = shares(a.record.x_user_ids, b.record.x_user_ids)
  const idsDiffer = differingIds(a, b)
  const handle = shares(a.handles, b.handles)
  const points = sum(sight.name?.sights ?? [], weights) + sum(sight.beside, weights)
  const key = ids !== undefined ? 'id' : handle !== undefined && !idsDiffer ? 'handle' : null
  const bare = round(points + (key === null ? 0 : KEY_POINTS))
  if (key !== null) return { band: 'auto', z: bare, key, vetoes: [], agreeing: ['key'], sight }
  const rule = bare < SHOWN_Z ? toBeShown(sight) : null
  const z = rule === null ? bare : SHOWN_Z
  const shown = rule === null ? undefined : { rule, points: round(z - bare) }
  // Nothing below a person's notice merges, so what forbids it is not looked for: most pairs of a large directory end here.
  if (z < REVIEW_Z) return { band: 'distinct', z, key, vetoes: [], agreeing: [], sight }
  const vetoes = vetoesOf(a, b, sight, idsDiffer).filter(({ rule }) => !leave_out.has(rule))
  const agreeing = agreeingKinds(sight)
  const auto = z >= AUTO_Z && vetoes.length === 0 && (agreeing.length >= 2 || leave_out.has('two_kinds'))
  return { band: auto ? 'auto' : z >= REVIEW_Z ? 'review' : 'distinct', z, key, vetoes, agreeing, shown, sight }
}

/** Rarity of what both names share from which a kind of body left off may be all that differs: “Health” is no short form of the Health Foundation, nor “Leeds” of the Leeds Trust. */
const TELLING = 6

/** Found to be in different places: then a name that many leave a word off is no reason to ask. */
const ELSEWHERE: ReadonlySet<string> = new Set(['place.city_other', 'place.country_other', 'place.street_only', 'place.street_other'])

/** Why a person should see two whose points are few. */
function toBeShown({ name, beside, in_bio }: PairSight): 'name.without_kind' | 'name.said' | null {
  if (in_bio?.said) return 'name.said'
  const found = name?.alignment
  if (!found || name.distinctive < TELLING || found.fuzzy.length > 0 || found.abbreviated.length > 0) return null
  const left = [...found.left_a, ...found.left_b]
  if (left.length === 0 || left.length > 4 || (found.left_a.length > 0 && found.left_b.length > 0) || !left.every((word) => LEFT_OFF.has(word))) return null
  return beside.some(([rule]) => ELSEWHERE.has(rule)) ? null : 'name.without_kind'
}

/** Both have accounts with numeric ids, and none is the same. */
const differingIds = (a: Prepared, b: Prepared) =>
  a.record.x_user_ids.length > 0 && b.record.x_user_ids.length > 0 && shares(a.record.x_user_ids, b.record.x_user_ids) === undefined

const NONE: ReadonlySet<string> = new Set()

const round = (value: number) => Math.round(value * 100) / 100

function decideTags(a: MatchRecord, b: MatchRecord): Verdict {
  const keys = (record: MatchRecord) => record.names.flatMap((name) => foldHashtag(name) ?? [])
  const same = shares(keys(a), keys(b)) !== undefined
  return {
    band: same ? 'auto' : 'distinct',
    z: same ? KEY_POINTS : -KEY_POINTS,
    key: same ? 'tag' : null,
    vetoes: [],
    agreeing: same ? ['key'] : [],
    sight: null,
  }
}

/** Kinds of evidence that speak for one body, each by a rule of its own and not by points, which can make up for each other. */
function agreeingKinds(sight: PairSight): EvidenceKind[] {
  const kinds: EvidenceKind[] = []
  const name = sight.name
  if (name && (name.agreement === 'same' || name.agreement === 'acronym' || (name.agreement === 'tokens' && name.s >= AGREE_S))) kinds.push('name')
  if (sight.site?.how === 'page' || sight.site?.how === 'host') kinds.push('web')
  const country = sight.beside.some(([rule]) => rule === 'place.country') && name?.agreement === 'same' && name.distinctive >= DISTINCTIVE
  if (country || sight.beside.some(([rule]) => rule === 'place.city' || rule === 'place.street')) kinds.push('place')
  if (sight.beside.some(([rule]) => rule === 'contact.phone')) kinds.push('contact')
  if (sight.handle && sight.handle.cover >= SPELLED) kinds.push('handle')
  return kinds
}

/** Both names look the same, so it is said by the account whose it is. */
function mixedNames({ record, names }: Prepared): string[] {
  const mixed = names.filter(({ faults }) => faults.includes('lookalike')).slice(0, 3)
  const [handle] = record.handles
  return mixed.map(({ raw }) => {
    const name = `“${raw.length > 60 ? `${raw.slice(0, 60)}…` : raw}”${handle === undefined ? '' : ` of @${handle}`}`
    return `${name} mixes letters of different scripts that look alike: ${mixedLetters(raw) ?? 'far behind in it'}`
  })
}

/** What must stand beside an acronym: a city or a country is shared by too many bodies. */
const STRONG_BESIDE: ReadonlySet<string> = new Set(['web.page_acronym', 'web.host_acronym', 'contact.phone', 'place.street'])

/** Words that only one of two nearly equal names has, and that make another body of it, often the opposite one: no address that both give says otherwise. */
function wordsAlone({ name }: PairSight): string[] {
  if (name?.agreement !== 'tokens' || !name.alignment) return []
  return [...name.alignment.left_a, ...name.alignment.left_b].filter((word) => OTHER_BODY.has(word))
}

/** Letters of other scripts than ours. Names in them are compared as they sound in ours, which tells neither Hope from Work in Arabic nor tones and signs apart in Chinese. */
const OTHER_SCRIPT = /[^\P{L}\p{Script=Latin}]/u
const bare = (raw: string) =>
  raw
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

/** Beginnings that make the opposite of a word, or another part of the same. */
const OTHER_WAY: readonly (readonly [string, string])[] = [
  ['e', 'im'],
  ['ex', 'in'],
  ['inter', 'intra'],
  ['hyper', 'hypo'],
  ['macro', 'micro'],
  ['endo', 'exo'],
  ['pre', 'post'],
]

/** Emigrants and immigrants: the rest is the same word, and what stands before it turns it round. */
const turnedRound = ([one, other]: readonly [string, string]): boolean =>
  OTHER_WAY.flatMap(([p, q]) => [[p, q] as const, [q, p] as const]).some(
    ([p, q]) => one.startsWith(p) && other.startsWith(q) && one.length - p.length >= 4 && one.slice(p.length) === other.slice(q.length),
  )

/** Words of the language, of names of bodies (marine), or of places (Marie). */
const isWord = (word: string): boolean => isCommonWord(word) || SHIPPED_RARITY.known(word) || SHIPPED_RARITY.city(word)

/** Carers and careers: a letter between two words of the language is no slip that a machine may overlook. */
function slipsThatAreWords({ name }: PairSight): (readonly [string, string])[] {
  if (name?.agreement !== 'tokens' && name?.agreement !== 'same') return []
  const [a, b] = [name.a.raw, name.b.raw]
  if (OTHER_SCRIPT.test(a) && OTHER_SCRIPT.test(b) && bare(a) !== bare(b)) return [[a.slice(0, 60), b.slice(0, 60)]]
  return name.alignment?.fuzzy.filter((two) => two.every(isWord) || turnedRound(two)) ?? []
}

function vetoesOf(a: Prepared, b: Prepared, sight: PairSight, idsDiffer: boolean): Reason[] {
  const vetoes: Reason[] = []
  const veto = (rule: string, detail: string) => vetoes.push({ rule, detail })
  if (idsDiffer) veto('veto.ids', 'their accounts on X have different numeric ids')
  const faults = new Set([...a.names, ...b.names].flatMap((name) => name.faults))
  if (faults.has('too_long')) veto('veto.too_long', 'a name is too long to be read whole')
  if (faults.has('lookalike')) for (const one of [a, b]) for (const detail of mixedNames(one)) veto('veto.lookalike', detail)
  const name = sight.name
  if (name === null ? sight.handle === null : name.agreement === 'none')
    veto('veto.no_name', 'a name is missing, or has no letters or digits that could be compared')
  if (name?.left_place.length) veto('veto.place', `only one of the names says ${name.left_place.join(', ')}: another place may be another body`)
  if (name?.left_kind.length) veto('veto.kind', `only one of the names says ${name.left_kind.join(', ')}: a part or a sister of a body is another body`)
  const alone = wordsAlone(sight)
  if (alone.length > 0) veto('veto.word', `only one of the names says ${alone.slice(0, 4).join(', ')}, which may make another body of it`)
  const slips = slipsThatAreWords(sight)
  if (slips.length > 0) veto('veto.slip', `${slips.map((two) => two.join(' and ')).join(', ')} may be words of their own, not one with a slip`)
  if (name?.numbers_differ) veto('veto.number', `the names have different numbers (${name.a.numbers || 'none'} and ${name.b.numbers || 'none'})`)
  if (name?.agreement === 'acronyms') veto('veto.acronyms', 'both are acronyms, which different bodies share')
  if (name?.agreement === 'tokens' && name.s < AGREE_S && sight.handle === null)
    veto('veto.names', 'the names do not agree: an address or a place alone is shared by too many bodies')
  if (name?.agreement === 'acronym' && !sight.beside.some(([rule]) => STRONG_BESIDE.has(rule)))
    veto('veto.acronym_only', 'only an acronym speaks for it, and different bodies share those')
  const has = (rule: string) => sight.beside.some(([found]) => found === rule)
  if (has('place.city_other')) veto('veto.city', `one is in ${a.record.city}, the other in ${b.record.city}`)
  if (has('place.country_other')) veto('veto.country', `one is in ${a.country}, the other in ${b.country}`)
  return vetoes
}

/**
 * Judges whether two records are one body, with every point explained. Symmetric, deterministic, never throws, linear in the length of what it is given.
 * The id of a record plays no part.
 */
export function judgePair(a: MatchRecord, b: MatchRecord, rarity: Rarity): Judgement {
  return judgePrepared(prepare(a), prepare(b), rarity)
}

/** So much less than equal names at least, so that those come first also where they are rounded. */
const LEAST_SHORT = 0.05

/**
 * What is taken off the points of nearly equal names, so that equal names come before them in the queue where all else is alike. Only the order is changed: bands
 * are decided by the points themselves, and what a person should see stays at or above REVIEW_Z.
 */
function overEqual(a: Prepared, b: Prepared, { sight, z, band, key }: Verdict, rarity: Rarity): number {
  const equal = sight?.name ? equalOf(sight.name, rarity) : null
  if (!sight?.name || !equal || key !== null || band === 'distinct') return 0
  // Bodies may have equal names beside those that give the most points.
  if (a.names.some((one) => b.names.some((other) => one.squashed === other.squashed || one.fingerprint === other.fingerprint))) return 0
  // Not even names of rare words come before equal ones of common words.
  const least = Math.min(WEIGHTS['name.same'] ?? 0, ...equal.sights.map((sights) => sum(sights, WEIGHTS)))
  const most = least - LEAST_SHORT - equal.short_of
  return round(Math.min(Math.max(0, sum(sight.name.sights, WEIGHTS) - most), z - REVIEW_Z))
}

/** The same for records already taken apart. */
export function judgePrepared(a: Prepared, b: Prepared, rarity: Rarity): Judgement {
  const verdict = decide(a, b, rarity)
  const evidence: EvidencePoint[] = []
  if (verdict.key !== null || verdict.sight === null)
    evidence.push({
      kind: 'key',
      rule: `key.${verdict.key ?? 'none'}`,
      detail: explain(`key.${verdict.key ?? 'none'}`, a, b, verdict.sight),
      points: verdict.key !== null ? KEY_POINTS : verdict.z,
    })
  for (const [rule, amount] of [...(verdict.sight?.name?.sights ?? []), ...(verdict.sight?.beside ?? [])]) {
    const points = round((WEIGHTS[rule] ?? 0) * amount)
    if (points !== 0) evidence.push({ kind: kindOf(rule), rule, detail: explain(rule, a, b, verdict.sight), points })
  }
  if (verdict.shown) evidence.push({ kind: 'name', ...verdict.shown, detail: explain(verdict.shown.rule, a, b, verdict.sight) })
  const over = overEqual(a, b, verdict, rarity)
  if (over > 0) evidence.push({ kind: 'name', rule: 'name.not_equal', detail: explain('name.not_equal', a, b, verdict.sight), points: -over })
  const vetoes = verdict.band === 'distinct' && verdict.sight !== null ? vetoesOf(a, b, verdict.sight, differingIds(a, b)) : verdict.vetoes
  return { band: verdict.band, z: round(verdict.z - over), evidence, vetoes, proposal: 'same', rule_version: RULE_VERSION }
}
