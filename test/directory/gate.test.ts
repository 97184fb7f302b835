import fc from 'fast-check'
import t from 'tap'
import { findHomeField, judgeGate } from '../../src/directory/gate.js'
import { HOME_FIELDS } from '../../src/directory/taxonomy/home-fields.js'
import type { Gate, Subject } from '../../src/directory/types.js'
import { isAppError } from '../../src/kernel/errors.js'
import { cpuMs } from '../helpers/cpu.js'

const field = findHomeField('social-work')
const body = (name: string, handle: string, bio: string | null, texts: string[] = []): Subject => ({
  kind: 'organisation',
  name,
  handles: [handle],
  bio,
  texts,
})
const tag = (name: string): Subject => ({ kind: 'hashtag', name, handles: [], bio: null, texts: [] })

/** Without the register, so that the rules stand on their own. */
const rulesOnly = { ...field, register: [] }

const TABLE: [Gate, string, string, string | null][] = [
  ['home', 'Eastshire Association of Social Workers', 'eastsw', null],
  ['home', 'Eastshire School of Social Work', 'essw', null],
  ['home', 'Columbia Social Work', 'columbiax', ''],
  ['home', 'NASW-Eastshire', 'naswes', 'Local chapter'],
  ['home', 'Jane Doe, LCSW', 'janedoe', 'Therapist in private practice'],
  ['home', 'Dworak', 'eastshiresocialwork', null],
  ['home', 'Dworak', 'SocialWorkScot', null],
  ['home', 'Boston School', 'BostonSSW', 'At the old college'],
  ['home', 'The Union', 'swu', 'Social Workers Union: the only trade union for social workers'],
  ['home', 'Rita', 'rita', 'Mum | Social worker | Runner'],
  ['home', 'Practice', 'copx', 'A network for social workers in hospice care'],
  ['home', 'Macro', 'macroch', 'Weekly chat about macro social work practice'],
  ['home', 'Silver', 'silver', 'Educating social workers for 50 years. Silver School of Social Work'],
  ['home', 'School of Policy', 'pol', 'MSW, NPL, DSW'],
  ['home', '𝗦𝗼𝗰𝗶𝗮𝗹 𝗪𝗼𝗿𝗸 𝗖𝗵𝗮𝘁', 'swc1', null],
  ['ally', 'Hospice Fund', 'hospicefund', 'Charity funding social workers in hospices'],
  ['ally', 'Doctors', 'doc', 'Medical charity. We fund schools of social work'],
  ['ally', 'Legal Aid', 'la1', 'Our lawyers and social workers defend families. Non-profit.'],
  ['ally', 'Fostering', 'fc', 'Fostering agency employing qualified social workers'],
  ['ally', 'Makes social work for your brand', 'buffer', 'social media'],
  ['ally', 'Social Works agency', 'socialworksagency', 'social media marketing that works'],
  ['ally', 'Coworking', 'desks', 'Social workspace for start-ups'],
  ['ally', 'Voluntary SW', 'VoluntarySW', 'The voluntary sector in the South West'],
  ['ally', 'Waste', 'mswrecycling', 'Municipal solid waste'],
  ['ally', 'Amnesty', 'amnesty', 'human rights'],
  ['unsure', 'Candlelight', 'candle', null],
  ['unsure', 'Candlelight', 'candle', '   '],
  ['unsure', 'SWCares', 'swcares', 'chat'],
  ['unsure', 'NASW', 'nasw', null],
  ['ally', 'Social Workers Party fan page', 'swparty', null],
  ['unsure', 'Rest', 'rest', 'Supporting social workers'],
  ['unsure', 'Minds', 'minds', 'We recruit and train people to become social workers'],
  ['unsure', 'Faculty', 'fac', 'Dept of Sociology, Social Work and Criminology'],
  ['unsure', 'Toys', 'toys', 'Partner of NASW'],
  ['unsure', 'Toys', 'toys', 'Toys and play #SocialWork'],
  ['unsure', 'Toys', 'toys', 'Toys and play. #SocialWork'],
  ['unsure', 'Clinic', 'clinic', 'Counselling by LPC, LCSW, LMFT'],
  ['unsure', 'Agency', 'socialworkboost', 'Marketing for your brand'],
  ['unsure', 'Directors', 'dirs', 'The association of directors of adult social services'],
]

t.test('the rules tell a body of the field from one that serves it or only sounds like it', async (t) => {
  for (const [gate, name, handle, bio] of TABLE) {
    const verdict = judgeGate(body(name, handle, bio), rulesOnly)
    t.equal(verdict.gate, gate, `${name} @${handle}: ${bio} → ${verdict.reasons.map((reason) => reason.detail).join(' ')}`)
  }
})

t.test('a registered handle or name is home whatever the description says', async (t) => {
  t.equal(judgeGate(body('ACOSA', 'ACOSAorg', 'community organization'), field).reasons[0]?.rule, 'home.register')
  t.equal(judgeGate(body('Néw Social  Worker', 'x', 'news'), field).gate, 'home')
  t.equal(
    judgeGate(body('Frontline', 'frontlinepbs', 'Investigative journalism'), field).gate,
    'ally',
    'a name that others bear is registered by its handle only',
  )
})

t.test('hashtags: the field’s own are home, all others wait for the organiser', async (t) => {
  for (const name of ['#SocialWork', 'socialworkers', '#MacroSW', 'swchat', 'MSW']) t.equal(judgeGate(tag(name), field).gate, 'home', name)
  for (const name of ['#mentalhealth', '#SWlondon', '#socialworks', '#communitywork']) t.equal(judgeGate(tag(name), field).gate, 'unsure', name)
})

t.test('another field is only other data', async (t) => {
  const nursing = findHomeField('nursing')
  t.equal(judgeGate(body('Eastshire Nurses Association', 'ena', null), nursing).gate, 'home')
  t.equal(judgeGate(body('School', 'son', 'School of Nursing at Eastshire'), nursing).gate, 'home')
  t.equal(judgeGate(body('Elms', 'elms', 'A nursing home by the sea'), nursing).gate, 'ally')
  t.equal(judgeGate(body('Milk', 'milk', 'Help for nursing mothers'), nursing).gate, 'ally')
  t.equal(judgeGate(body('Little Acorns', 'acornsnursery', 'A nursery'), nursing).gate, 'ally')
  t.equal(judgeGate(body('Eastshire Association of Social Workers', 'eastsw', 'for the profession'), nursing).gate, 'ally')
  t.equal(judgeGate(tag('#wenurses'), nursing).gate, 'home')
})

t.test('nominators’ words alone never make a body home, and never make one an ally', async (t) => {
  t.equal(judgeGate(body('Kin', 'kin', null, ['@kin is the association of social workers of Kenya']), field).gate, 'unsure')
  t.equal(judgeGate(body('Kin', 'kin', 'News from Nairobi', ['@kin is the association of social workers of Kenya']), field).gate, 'unsure')
  t.equal(judgeGate(body('Kin', 'kin', 'News from Nairobi', ['Every social worker should follow @kin #socialwork']), field).gate, 'ally')
})

t.test('an unknown field is refused with the known ids', async (t) => {
  t.throws(() => findHomeField('astrology'), { message: /astrology.*social-work, nursing/ })
  try {
    findHomeField('astrology')
  } catch (error) {
    t.ok(isAppError(error) && error.code === 'bad_config')
  }
})

/** What is left of a text when only letters and digits count, in compatibility forms. */
const letters = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

const word = fc.constantFrom(
  'social work',
  'Social Workers',
  'school',
  'of',
  'for',
  'and',
  ',',
  '.',
  'funding',
  'charity',
  'nurses',
  'NASW',
  'MSW',
  '#socialwork',
  '@nasw',
  'LCSW',
  '|',
)
const phrase = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
)

t.test('every verdict has reasons, and its quoted words stand in what was given', async (t) => {
  fc.assert(
    fc.property(
      phrase,
      phrase,
      fc.option(phrase),
      fc.array(phrase, { maxLength: 3 }),
      fc.constantFrom(...HOME_FIELDS.map(({ id }) => id)),
      (name, handle, bio, texts, id) => {
        const verdict = judgeGate({ kind: 'organisation', name, handles: [handle], bio, texts }, findHomeField(id))
        if (verdict.reasons.length === 0) return false
        // Without a description only a known name, or one that speaks of something else, is an ally's.
        const undescribed = bio === null || bio.trim() === ''
        if (verdict.gate === 'ally' && undescribed && !verdict.reasons.every(({ rule }) => /^ally\.(?:outside_name|known_body)$/.test(rule))) return false
        if (!verdict.reasons.every(({ rule, detail }) => rule.startsWith(`${verdict.gate}.`) && detail.length > 0)) return false
        // Quoted words are told without what stands between them; a list of qualifications need not stand together.
        const all = letters([name, handle, bio ?? '', ...texts].join(' '))
        const quotes = verdict.reasons.filter(({ rule }) => !/credential/.test(rule)).flatMap(({ detail }) => [...detail.matchAll(/“([^“”]*)”/g)])
        return quotes.every(([, words = '']) => all.includes(letters(words)))
      },
    ),
    { numRuns: 1000 },
  )
  const given = body('Eastshire', 'e', 'The national association of qualified social workers')
  t.match(judgeGate(given, field).reasons[0]?.detail, '“association of qualified social workers”')
})

t.test('hostile texts take no longer than others of their length', async (t) => {
  const hostile = [
    'social work '.repeat(20000),
    'social workers and '.repeat(20000),
    'association of '.repeat(20000),
    `${' '.repeat(200000)}x`,
    'social-'.repeat(50000),
    '#a'.repeat(50000),
    'A'.repeat(200000),
  ]
  for (const text of hostile) {
    const start = cpuMs()
    judgeGate(body(text, text.replaceAll(' ', ''), text, [text]), field)
    const ms = cpuMs() - start
    t.ok(ms < 500, `${text.slice(0, 20)}…: ${ms.toFixed(0)} ms`)
  }
})
