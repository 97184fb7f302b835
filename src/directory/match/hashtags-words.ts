// ◆ pure
import { COMMON_WORDS } from './common-words.js'

const set = (words: string) => new Set(words.split(' '))

/** Ordinary words of caring, health and rights that a general list of this size lacks. Written for this project. */
const TOPIC_WORDS =
  'gerontology facebook google instagram linkedin macro mezzo micro snapchat tiktok twitter wechat whatsapp youtube zoom activism activist addiction adhd advocacy ageism aids alcoholism anxiety app apps asylum autism autistic bereavement bipolar bisexual blindness blog bullying caregiver carer carers caseload ' +
  'childcare counsellor counselor custody cyberbullying dementia diabetes disabilities disability elder eldercare empathy equity eviction facebook fatherhood feminism foster fostering fundraising gratitude hashtag healthcare ' +
  'helper hiv homeless homelessness hospice immigrant inclusive inmate internet kinship lgbt lgbtq literacy loneliness midwife midwifery migrant mindfulness motherhood nonprofit nurse nursing obesity online opioid overdose ' +
  'parenting parole philanthropy podcast policing probation psychiatry ptsd queer racism racist refugee resilience safeguarding schizophrenia selfcare sexism slavery socialwork stigma suicidal tech teen tenant therapist therapy ' +
  'toddler trafficking transgender trauma tweet veteran volunteerism website wellbeing wellness youth caregiving abuse neglect poverty inequality welfare charity'
const SHORT = set('a i am an as at be by do go he if in is it me my no of on or so to up us we')
/** Words that make a sentence rather than name a topic: this, my, who, can, matter … */
const SENTENCE = set(
  'a i am an as at be by do go he if is it me my no or so to up us we this that these those the you your our they them their who what why when where how can will shall must should would could did does dont not never ' +
    'always lets let got get make makes made matter matters have has had was were are isnt speak stand say said tell love stop start bring keep take give end too because just only ever now all every each too',
)
/** Read as a plural or as somebody who does it, these would be other words. */
const NOT_A_FORM = set(
  'new:news aid:aids moth:mother numb:number corn:corner mast:master flow:flower show:shower butt:butter tow:tower quart:quarter count:counter cent:center hang:hanger off:offer ' +
    'long:longer mean:means glass:glasses arm:arms custom:customs good:goods short:shorter strong:stronger fast:faster high:higher low:lower old:older young:younger great:greater small:smaller ' +
    'hard:harder form:former pap:paper lett:letter matt:matter should:shoulder wond:wonder cloth:clothes chart:charter saving:savings spec:specs comp:comps ethic:ethics politic:politics ' +
    'statistic:statistics mathematic:mathematics economic:economics physic:physics comput:computer eld:elder numb:numbers prop:proper broth:brother fath:father dang:danger kind:kinder near:nearer deep:deeper ' +
    'clear:clearer safe:safer large:larger close:closer nice:nicer late:later wide:wider rich:richer poor:poorer happy:happier easy:easier early:earlier pray:prayer',
)

const words = new Set(`${COMMON_WORDS} ${TOPIC_WORDS}`.split(' '))

/** A word of the list, or a regular form of one: -s, -es, -ies, -ed, -ied, -ing, -ly. Lower case a-z. */
export function isCommonWord(word: string): boolean {
  if (word.length < 3) return SHORT.has(word)
  if (words.has(word)) return true
  const ends = (ending: string) => word.endsWith(ending) && word.length - ending.length >= 3
  const stem = (ending: string, put = '') => words.has(word.slice(0, -ending.length) + put)
  if (ends('ies') && stem('ies', 'y')) return true
  if (ends('es') && stem('es')) return true
  if (ends('s') && !word.endsWith('ss') && stem('s')) return true
  if (ends('ied') && stem('ied', 'y')) return true
  if (ends('ly') && stem('ly')) return true
  for (const ending of ['ed', 'ing']) {
    if (!ends(ending)) continue
    const base = word.slice(0, -ending.length)
    if (words.has(base) || words.has(`${base}e`)) return true
    if (base.length > 3 && base.at(-1) === base.at(-2) && words.has(base.slice(0, -1))) return true
  }
  return false
}

export const isSentenceWord = (word: string): boolean => SENTENCE.has(word)

export interface Part {
  text: string
  common: boolean
}

/** Segments are at most this long; no list word is longer with its ending. */
const MAX_WORD = 17
const UNKNOWN = 6

/**
 * The tag as words: at the capitals of its owner where there are some, else by the fewest common words, unknown letters counting heavily.
 * Linear: at most 17 steps a letter, at most 100 letters are read.
 */
export function segmentTag(display: string): Part[] {
  const tag = display
    .replace(/^[#＃]/, '')
    .slice(0, 100)
    .normalize('NFKC')
  const pieces = tag.match(/\p{N}+|\p{Lu}+(?=\p{Lu}\p{Ll}{2})|\p{Lu}\p{Ll}+|\p{Lu}+|[\p{Ll}\p{Lo}\p{Lm}\p{M}]+/gu) ?? []
  return pieces.flatMap((piece) => {
    if (/^\p{N}/u.test(piece)) return [{ text: piece, common: false }]
    return segmentPiece(piece.toLowerCase())
  })
}

function segmentPiece(text: string): Part[] {
  if (!/^[a-z]+$/.test(text)) return [{ text, common: false }]
  if (isCommonWord(text)) return [{ text, common: true }]
  // cost[i]: of the first i letters; from[i]: where their last part begins.
  const cost: number[] = [0]
  const from: number[] = [0]
  for (let end = 1; end <= text.length; end++) {
    let best = Number.POSITIVE_INFINITY
    let start = 0
    for (let at = Math.max(0, end - MAX_WORD); at < end; at++) {
      const word = text.slice(at, end)
      const own = isCommonWord(word) ? 1 + (word.length < 3 ? 2 : 0) + 2 / word.length : UNKNOWN + word.length / 2
      const total = (cost[at] ?? 0) + own
      if (total < best) {
        best = total
        start = at
      }
    }
    cost[end] = best
    from[end] = start
  }
  const parts: Part[] = []
  for (let end = text.length; end > 0; end = from[end] ?? 0) {
    const word = text.slice(from[end] ?? 0, end)
    parts.unshift({ text: word, common: isCommonWord(word) })
  }
  return parts
}

/** Is `form` the plural of `base`, or who does it (work, worker; care, carer), or the plural of that? Lower case. */
export function formOf(base: string, form: string): 'plural' | 'doer' | null {
  if (base.length < 3 || NOT_A_FORM.has(`${base}:${form}`)) return null
  if (form === `${base}s` && !/(?:s|x|z|ch|sh)$/.test(base)) return 'plural'
  if (form === `${base}es` && /(?:s|x|z|ch|sh|o)$/.test(base)) return 'plural'
  if (base.endsWith('y') && form === `${base.slice(0, -1)}ies`) return 'plural'
  const singular = form.endsWith('s') ? form.slice(0, -1) : form
  if (base.length < 4 || NOT_A_FORM.has(`${base}:${singular}`)) return null
  if (singular === `${base}er` || (base.endsWith('e') && singular === `${base}r`)) return 'doer'
  if (base.endsWith('y') && singular === `${base.slice(0, -1)}ier`) return 'doer'
  return null
}
