// ◆ pure
import type { Word } from './field-words.js'

/**
 * What a clause says about the field's word in it: is the body of the field, or does it serve the field (CATEGORIES §5)? The rules
 * look a few words to each side inside one clause, so they take linear time whatever the text.
 */
export type Role =
  /** A head noun of the field: "association of social workers", "social work podcast". */
  | 'headed'
  /** The body says that it is one: "we are social workers", "Social worker, reader, cook". */
  | 'self'
  /** The field is the object of help from outside: "funding social workers". */
  | 'served'
  /** "training social workers": a school of the field or a sponsor of it. */
  | 'formed'
  /** One profession in a list of several: "for nurses, teachers and social workers". */
  | 'listed'
  /** "member of", "accredited by", "partner of": beside the field. */
  | 'affiliated'
  | 'unclear'

const set = (words: string) => new Set(words.split(' '))

/** Bodies that are named after what they are made of. */
const HEADS = set(
  'association associations society school schools college council institute federation department dept faculty board union academy academics alliance guild chapter division regulator register body coalition consortium collective organisation organization network community forum centre center club leaders students educators',
)
/** Media and events: they need the field beside them, or "for" and the field. */
const OUTLETS = set('podcast journal magazine blog news newsletter chat tweetchat press conference publisher publication radio show hub')
/** After the field's word: "social work education", "social work students". */
const FOLLOWERS = set(
  'education research practice profession professionals professional student students educators educator degree degrees program programme programs programmes values ethics theory policy history studies department dept academics academic leaders leadership field apprenticeship apprenticeships careers resources tips bsw msw phd reform regulator',
)
const LINKS = set('of for in on to about by')
const STRONG = set(
  'fund funds funded funding sponsor sponsors sponsoring sponsored grants donate donates donating employ employs employing hire hires hiring recruit recruits recruiting insure insures insuring staffing supply supplies supplying place places placing providing provide provides sell sells selling software discounts benevolent',
)
const SOFT = set(
  'support supports supporting help helps helping assist assists assisting serve serves serving empower empowers empowering enable enables enabling equip equips equipping connect connects connecting thank thanks thanking assistance',
)
const FORMING = set(
  'train trains training educate educates educating teach teaches teaching prepare prepares preparing develop develops developing mentor mentors mentoring graduate graduates graduating',
)
const BESIDE = set(
  'partner partners partnered partnering partnership member members accredited approved endorsed recognised recognized certified funded alongside ceu ceus',
)
const OWNERS = set('our their its with using via from through')
const SELVES = set(
  "we i i'm i’m we're we’re am are as is a an the proud your by retired former future aspiring registered qualified licensed clinical passionate all things everything",
)
const TRADES = set(
  'teacher teachers nurse nurses nursing doctor doctors physician physicians lawyer lawyers attorney attorneys psychologist psychologists psychology counselor counselors counsellor counsellors counseling counselling therapist therapists psychiatrist psychiatrists psychiatry police educator educators clinician clinicians chaplain chaplains pharmacist pharmacists dentist dentists paramedic paramedics midwife midwives midwifery physiotherapist physiotherapists health healthcare medicine law education carer carers caregiver caregivers parent parents family families volunteer volunteers advocate advocates sociology criminology psychotherapist psychotherapists judge judges officer officers housing',
)

const AND = (word: Word | undefined) => word?.kind === 'joint'
const isTrade = (word: Word | undefined) => word?.kind === 'word' && TRADES.has(word.text)

export interface RoleFound {
  role: Role
  /** The words that decided, as written. */
  words: string
}

/** The role of the field's word at `at`. */
export function roleAt(words: Word[], at: number): RoleFound {
  const clauseStart = lastStop(words, at) + 1
  const from = Math.max(clauseStart, at - 8)
  let to = at + 1
  while (to < words.length && to <= at + 5 && words[to]?.kind !== 'stop') to++
  const said = (first: number, last: number) =>
    words
      .slice(Math.max(0, first), last + 1)
      .map((word) => word.raw)
      .join(' ')
  const find = (wanted: (word: Word) => boolean, reach: number) => {
    for (let i = at - 1; i >= Math.max(from, at - reach); i--) {
      const word = words[i]
      if (word && wanted(word)) return i
    }
    return -1
  }
  const verb = (among: Set<string>, reach = 5) => find((word) => among.has(word.text), reach)

  const listed = listedAt(words, at)
  const strong = verb(STRONG)
  const soft = verb(SOFT)
  const forming = verb(FORMING)
  const beside = find((word) => BESIDE.has(word.text), 7)
  const head = find((word) => word.kind === 'word' && (HEADS.has(word.text) || OUTLETS.has(word.text)), 8)
  const linked = head >= 0 && words.slice(head + 1, at).some((word) => LINKS.has(word.text))
  const actedOn = Math.max(strong, soft)

  if (beside >= 0 && words.slice(beside + 1, at).some((word) => LINKS.has(word.text) || word.text === 'with'))
    return { role: 'affiliated', words: said(beside, at) }
  // "association supporting social workers" has its head before the verb; "funding schools of social work" after it.
  if (actedOn >= 0) return { role: 'served', words: said(Math.min(actedOn, at), at) }
  if (listed >= 0) return { role: 'listed', words: said(Math.min(listed, at), Math.max(listed, at)) }
  if (linked) return { role: 'headed', words: said(head, at) }
  if (forming >= 0) return { role: 'formed', words: said(forming, at) }
  for (let i = at + 1; i < Math.min(to, at + 4); i++) {
    const word = words[i]
    if (!word || LINKS.has(word.text)) break
    if (word.kind === 'word' && (HEADS.has(word.text) || OUTLETS.has(word.text) || FOLLOWERS.has(word.text))) {
      const owner = verb(OWNERS, 3)
      return owner >= 0 ? { role: 'affiliated', words: said(owner, i) } : { role: 'headed', words: said(at, i) }
    }
  }
  if (words.slice(from, at).every((word) => SELVES.has(word.text))) return { role: 'self', words: said(from, at) }
  return { role: 'unclear', words: said(Math.max(from, at - 3), Math.min(to, at + 3) - 1) }
}

/** The index of a neighbouring trade with which the word at `at` is listed; -1 if it stands alone. */
function listedAt(words: Word[], at: number): number {
  const near = (step: 1 | -1) => {
    if (!AND(words[at + step])) return -1
    for (let i = at + 2 * step, seen = 0; seen < 3; i += step, seen++) {
      if (words[i]?.kind === 'stop') return -1
      if (isTrade(words[i])) return i
    }
    return -1
  }
  const before = near(-1)
  return before >= 0 ? before : near(1)
}

function lastStop(words: Word[], at: number): number {
  for (let i = at - 1; i >= 0; i--) if (words[i]?.kind === 'stop') return i
  return -1
}

/** Words by which a body says that it is something else: then help for the field comes from outside. */
export const OTHER_BODY =
  /\b(?:charity|charities|charitable|foundation|fund|trust|hospices?|hospitals?|company|agency|agencies|start-?up|software|app|platform|firm|church|ngo|non-?profit|not-for-profit|recruit(?:ment|ers?)|insurance|insurers?|bank|retailer|shop|store|clinic|tech|ltd|inc|llc)\b/i
