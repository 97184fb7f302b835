// ◆ pure
import { plain, withoutLookalikes } from '../field-words.js'
import { foldName } from '../names.js'
import { KNOWN_OTHERS } from '../taxonomy/home-fields/known-others.js'
import { HOME_FIELDS, type HomeField, type RegisteredBody } from '../taxonomy/home-fields.js'
import { OTHER_CAUSES, SOFT_CAUSES, WORLDWIDE } from '../taxonomy/other-causes.js'
import { TRADES } from './role-words.js'

interface Places {
  names: ReadonlyMap<string, number>
  handles: ReadonlyMap<string, number>
}

/** Registers are never changed, and each is looked into for every entry that is judged. */
const PLACES = new WeakMap<readonly RegisteredBody[], Places>()

function placesIn(register: readonly RegisteredBody[]): Places {
  const known = PLACES.get(register)
  if (known) return known
  const firstOf = (textsOf: (body: RegisteredBody) => readonly string[]) => {
    const first = new Map<string, number>()
    for (const [at, body] of register.entries()) for (const text of textsOf(body)) if (!first.has(text)) first.set(text, at)
    return first
  }
  const places = { names: firstOf(({ names }) => names), handles: firstOf(({ handles }) => handles) }
  PLACES.set(register, places)
  return places
}

/** The first entry that bears one of these handles (folded, without @), or this very name (folded). */
export function bodyIn(register: readonly RegisteredBody[], keys: readonly string[], name: string): RegisteredBody | undefined {
  const { names, handles } = placesIn(register)
  const found = [names.get(name), ...keys.map((key) => handles.get(key))].filter((at) => at !== undefined)
  return found.length > 0 ? register[Math.min(...found)] : undefined
}

export const nameKey = (name: string): string =>
  foldName(name)
    .replaceAll('’', "'")
    .replace(/^[@#]/, '')
    .replace(/^the /, '')
    .replace(/(?:,? (?:inc|ltd|llc|e\.?v)\.?)$/, '')
    .trim()

/** A widely known body of no field, or a known body of another shipped one. Handles and whole names only. */
export function knownOutside(keys: readonly string[], name: string, field: HomeField): RegisteredBody | undefined {
  const others = HOME_FIELDS.filter(({ id }) => id !== field.id)
  return bodyIn(KNOWN_OTHERS, keys, name) ?? others.map(({ register }) => bodyIn(register, keys, name)).find((body) => body !== undefined)
}

/**
 * Trades and causes that a body does not carry in its name beside the field's without naming the field too. Words that bodies of social work or nursing
 * use of themselves (health, family, community, welfare, justice, policy) are left out: they decide nothing.
 */
const CAUSES =
  /\b(?:homeless(?:ness)?|child poverty|hunger|food ?banks?|humanity|cancer|leuk(?:a)?emia|diabetes|heart|stroke|dementia|alzheimer'?s?|parkinson'?s|autism|epilepsy|hiv|aids|hospices?|hospitals?|clinics?|nhs|midwives|midwifery|doctors|physicians|medical|medicine|lawyers|attorneys|solicitors|legal aid|law|police|policing|firefighters|sheriff|army|navy|veterans|refugees?|migrants|asylum|human rights|civil (?:liberties|rights)|women'?s aid|rape|sexual (?:assault|violence)|domestic (?:violence|abuse)|suicide|lgbtq?\+?|trans|pride|animals?|wildlife|dogs?|cats?|horses?|birds?|climate|environment(?:al)?|ocean|forests?|rivers?|museums?|librar(?:y|ies|ians)|theatre|theater|gallery|orchestra|choir|music|arts?|film|football|rugby|cricket|baseball|basketball|hockey|sports?|athletics?|cycling|running|swimming|church|cathedral|diocese|parish|mosque|synagogue|temple|bank|credit union|insurance|brewing|brewery|bakery|restaurant|hotel|cafe|software|technolog(?:y|ies)|airlines?|railways?|motors|housing|tenants|renters|farms?|farmers|gardens?|gardening|commerce|foster(?:ing)?|adoption|youth (?:work|offending|justice|clubs?)|fundraising|medics|med students|medical students|logistics|timber|sawmills|plumbing|roofing|shoes|probation|parole|prisons?|prisoners|inmates|magistrates|scouts?|girlguiding|teachers|school district|high school|primary school|elementary|economics|occupational therap(?:y|ists?)|physio(?:therapy|therapists)?|psycholog(?:y|ists?|ical)|psychiatr(?:y|ic|ists?)|counsell?(?:ing|ors?)|psychotherapists?|speech|dietiti?ans?|pharmac(?:y|ists?)|dental|dentists?|radiograph(?:y|ers)|paramedics?|sociolog(?:y|ists?|ical)|journalis(?:m|ts)|engineers?|architects?|accountants?|news|times|radio|tv|social (?:care|media|innovation|enterprises?|entrepreneurs?|entrepreneurship|club)|blind|deaf|sight loss|red cross|tax|recycling|waste|landfill|coworking|marketing|digital|careers|carers?|caregivers?|children in care|care leavers|looked after children)\b/

/** Beside a neighbouring trade: who keeps its register or gathers its people. */
const KEEPERS = /\b(?:council|regulat\p{L}*|regist\p{L}*|boards?|associations?|society|college|union)\b/u
/** Whose trade it is, is not said: "Mental Health Practitioners". */
const PEOPLE_OF_ANY =
  /\b(?:work(?:ers?|force)|case ?workers?|practitioners?|practice|professionals?|clinicians?|directors?|supervisors?|educators?|academics?|teams?|leads?|faculty)\b/

/** The first is enough, and a search for all begins with a copy of the pattern. */
const once = (pattern: RegExp) => new RegExp(pattern.source, pattern.flags.replace('g', ''))
const OTHER_CAUSE = once(OTHER_CAUSES)
const SOFT_CAUSE = once(SOFT_CAUSES)

/** Where a trade or cause of no field stands in folded text. */
function causeAt(text: string): { index: number; length: number } | null {
  const found = CAUSES.exec(text) ?? OTHER_CAUSE.exec(text)
  return found ? { index: found.index, length: found[0].length } : null
}

/** In a name also what a tag may have as a topic of the field's own: "Disability Rights", but not "Disability Practitioners". */
function softCauseAt(text: string): ReturnType<typeof causeAt> {
  const found = PEOPLE_OF_ANY.test(text) ? null : SOFT_CAUSE.exec(text)
  return found ? { index: found.index, length: found[0].length } : null
}

/** Another trade or cause in a readable text, as written. */
export function causeIn(text: string): string | null {
  const found = causeAt(plain(text))
  return found && text.slice(found.index, found.index + found.length)
}

/** Names of well-known bodies by their first word. */
const BY_FIRST_WORD = new Map<string, string[]>()
for (const name of KNOWN_OTHERS.flatMap(({ names }) => names)) {
  const first = name.split(' ', 1)[0] ?? ''
  const known = BY_FIRST_WORD.get(first)
  if (known) known.push(name)
  else BY_FIRST_WORD.set(first, [name])
}

/** A well-known body with a place behind its name: "La Leche League Tasmania". Of one-word names only acronyms count: others are words. */
function branchOfOther(name: string, field: HomeField): boolean {
  const key = nameKey(name)
  const known = BY_FIRST_WORD.get(key.split(' ', 1)[0] ?? '')?.some(
    (other) =>
      key.startsWith(`${other} `) &&
      (other.includes(' ') || WORLDWIDE.has(other) || key.startsWith(`${other} of `) || name.trim().startsWith(other.toUpperCase())),
  )
  if (!known || [...plain(name).matchAll(field.neighbours)].length > 0) return false
  const own = new Set([
    ...field.credentials,
    ...field.body_acronyms,
    ...field.shared_acronyms,
    ...field.handle_hints.map(({ letters }) => letters.toUpperCase()),
  ])
  const parts = key.split(/[^\p{L}\p{N}]+/u)
  return !parts.some((part) => own.has(part.toUpperCase()) || own.has(part.toUpperCase().replace(/S$/, '')))
}

/** Lawyers, teachers, police: whose people they are is said. */
export const ownTrade = (cause: string): boolean => {
  const last = cause.split(' ').at(-1) ?? ''
  return TRADES.has(last) || TRADES.has(`${last}s`) || /(?:ists?|logy|ians?|eers?|police|policing)$/.test(last)
}

const LONG_WORD = 10
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

/**
 * What in the name of an undescribed body says that it is another's (CATEGORIES §5 asks for `unsure` without a bio; a name such as "National Alliance to End
 * Homelessness" is a description). Null if the name leaves it open: short names, acronyms and people's names do.
 * @param name readable. @returns the words as written.
 */
export function outsideWords(name: string, field: HomeField): string | null {
  if (name.trim() === '') return null
  if (branchOfOther(name, field)) return name.trim()
  const low = plain(name)
  const blanked = withoutLookalikes(low, field)
  const others = HOME_FIELDS.filter(({ id }) => id !== field.id)
  const other = others.flatMap((it) => [...blanked.matchAll(it.people), ...blanked.matchAll(it.discipline)])[0]
  if (other) return name.slice(other.index, other.index + other[0].length)
  // A neighbouring trade is often that of the same people: "Social Care Council", "Krankenhaus-Sozialdienst".
  const cause = causeAt(blanked) ?? softCauseAt(blanked)
  const named = cause ? blanked.slice(cause.index, cause.index + cause.length) : null
  if ([...blanked.matchAll(field.neighbours)].some(([neighbour]) => neighbour !== named || KEEPERS.test(blanked))) return null
  // Where they work is not what they are: "Hospital Team Leads".
  if (cause && PEOPLE_OF_ANY.test(blanked) && !ownTrade(named ?? '')) return null
  // One short word is a name as well: "Crisis". A long one is a whole phrase in some languages, and one of Chinese signs anywhere.
  if (cause && (blanked.trim().split(/\s+/).length >= 2 || cause.length >= LONG_WORD || UNSPACED.test(blanked)))
    return name.slice(cause.index, cause.index + cause.length)
  // What only sounds like the field is a description too: "Social Workers Party".
  return low === blanked ? null : name.trim()
}
