// ◆ pure
import type { Street } from './contact.js'
import { segmentCover } from './handles.js'
import { type InBio, namedInBio } from './in-bio.js'
import { compareNames, type Home, type NameSight, NOWHERE, type Sight } from './names.js'
import { MAX_NAMES, type Prepared } from './prepare.js'
import type { Rarity } from './rarity.js'
import { levenshteinShare } from './similar.js'
import type { Site } from './web.js'
import type { Weights } from './weights.js'

/** Everything seen of a pair, before vetoes: the best pair of names, and what stands beside the names. */
export interface PairSight {
  name: NameSight | null
  beside: readonly Sight[]
  site: { a: Site; b: Site; how: 'page' | 'host' | 'domain' | 'other' } | null
  /** A handle of one that spells a name of the other; only looked for where the names themselves do not agree. */
  handle: { handle: string; name: string; cover: number } | null
  in_bio: InBio | null
}

export const sum = (sights: readonly Sight[], weights: Weights): number => sights.reduce((total, [rule, amount]) => total + (weights[rule] ?? 0) * amount, 0)

const NO_WORDS: readonly string[] = []

function homeOf(a: Prepared, b: Prepared): Home {
  const country = a.country !== null && a.country === b.country
  const city = a.city !== null && a.city === b.city
  return country || city ? { country: country ? a.country_words : NO_WORDS, city: city ? a.city_words : NO_WORDS } : NOWHERE
}

/** Of pairs that speak alike the same one is taken, whichever record is named first. */
const before = (one: NameSight, other: NameSight) => one.a.raw < other.a.raw || (one.a.raw === other.a.raw && one.b.raw < other.b.raw)

/** The pair of names that speaks most for one body. */
export function bestNames(a: Prepared, b: Prepared, rarity: Rarity, weights: Weights): NameSight | null {
  const home = homeOf(a, b)
  let best: NameSight | null = null
  let most = -Infinity
  for (const mine of a.names)
    for (const other of b.names) {
      const sight = compareNames(mine, other, rarity, home)
      const points = sum(sight.sights, weights)
      if (points > most || (points === most && best !== null && before(sight, best))) {
        most = points
        best = sight
      }
    }
  return best
}

const spell = ({ a, b }: { a: Site; b: Site }) => [a.host + a.path, b.host + b.path].sort().join(' ')

function sites(a: Prepared, b: Prepared): PairSight['site'] {
  let best: PairSight['site'] = null
  const rank = { page: 3, host: 2, domain: 1, other: 0 }
  for (const mine of a.sites)
    for (const other of b.sites) {
      const how = mine.host === other.host ? (mine.path === other.path ? 'page' : 'host') : mine.domain === other.domain ? 'domain' : 'other'
      const found = { a: mine, b: other, how } as const
      // Ties by the addresses themselves, so that it does not matter which record is named first.
      if (best === null || rank[how] > rank[best.how] || (how === best.how && spell(found) < spell(best))) best = found
    }
  return best
}

/** 0..1: how alike two streets are; null where one has no name. */
function streetAlike(a: Street, b: Street): number | null {
  if (a.name === '' || b.name === '') return null
  if (a.side !== '' && b.side !== '' && a.side !== b.side) return 0
  return a.name === b.name || (Math.min(a.name.length, b.name.length) >= 4 && (a.name.startsWith(b.name) || b.name.startsWith(a.name)))
    ? 1
    : levenshteinShare(a.name, b.name)
}

/**
 * Of all pairs of a handle and a name of the 914 accounts in IDENTITY.md §3.4, those whose score (segmentCover: what the name explains of the handle and
 * what the handle shows of the name) is this high are one account's with precision 1.000 (437 pairs) and .995 (632). The points for it are set by hand.
 */
export const SPELLED = 0.9
const FITTING = 0.75

function handles(a: Prepared, b: Prepared): PairSight['handle'] {
  let best: PairSight['handle'] = null
  for (const [mine, other] of [
    [a, b],
    [b, a],
  ] as const)
    for (const handle of mine.handles) {
      const found = segmentCover(handle, other.record.names.slice(0, MAX_NAMES))
      if (found && found.cover >= FITTING && (best === null || found.cover > best.cover)) best = { handle, ...found }
    }
  return best
}

export function seePair(a: Prepared, b: Prepared, rarity: Rarity, weights: Weights): PairSight {
  const name = bestNames(a, b, rarity, weights)
  const site = sites(a, b)
  const beside: Sight[] = []
  const agrees = name?.agreement === 'acronym' ? 'acronym' : (name?.s ?? 0) >= 0.5 ? 'name' : 'none'
  if (site?.how === 'page') {
    beside.push([`web.page_${agrees}`, 1])
    if (site.a.path === '') beside.push(['web.front', 1])
  } else if (site?.how === 'host') beside.push([`web.host_${agrees}`, 1])
  else if (site?.how === 'domain') beside.push(['web.domain', 1])
  else if (site?.how === 'other') beside.push(['web.other', 1])
  if (a.city !== null && b.city !== null) beside.push([a.city === b.city ? 'place.city' : 'place.city_other', 1])
  if (a.country !== null && b.country !== null) beside.push([a.country === b.country ? 'place.country' : 'place.country_other', 1])
  if (a.phone !== null && b.phone !== null) beside.push([a.phone === b.phone ? 'contact.phone' : 'contact.phone_other', 1])
  if (a.street !== null && b.street !== null) {
    const alike = streetAlike(a.street, b.street)
    if (a.street.number === b.street.number) beside.push([alike === null ? 'place.house' : alike >= 0.7 ? 'place.street' : 'place.house_only', 1])
    else beside.push([(alike ?? 0) >= 0.7 ? 'place.street_only' : 'place.street_other', 1])
  }
  // A handle made from the name both share would be the same evidence twice.
  const handle = agrees === 'none' && (a.handles.length > 0 || b.handles.length > 0) ? handles(a, b) : null
  if (handle) beside.push([handle.cover >= SPELLED ? 'handle.named' : 'handle.partly', 1])
  const in_bio = namedInBio(a, b)
  // A name in a profile may be a friend's: it counts where the names agree with it, or where the profile says that it is its own.
  if (in_bio && (in_bio.said || agrees !== 'none')) beside.push(['name.in_bio', 1])
  return { name, beside, site, handle, in_bio }
}
