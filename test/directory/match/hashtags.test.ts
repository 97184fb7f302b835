import fc from 'fast-check'
import t from 'tap'
import { editionOf, judgeHashtagUse, proposeNextEdition, proposeTagRelation, relateTags, type TagEvidence } from '../../../src/directory/match/hashtags.js'
import { isCommonWord, segmentTag } from '../../../src/directory/match/hashtags-words.js'
import type { MatchRecord } from '../../../src/directory/match/types.js'
import { cpuMs } from '../../helpers/cpu.js'

t.test('tags are taken apart at capitals, else into the fewest common words', async (t) => {
  const table: [string, string][] = [
    ['MentalHealth', 'mental health'],
    ['mentalhealth', 'mental health'],
    ['#ChildWelfare', 'child welfare'],
    ['swhelper', 'sw* helper'],
    ['SWVirtualPal', 'sw* virtual pal*'],
    ['MacroSW', 'macro sw*'],
    ['domesticviolence', 'domestic violence'],
    ['NASW', 'nasw*'],
    ['SWMonth2014', 'sw* month 2014*'],
    ['homelesschildren', 'homeless children'],
  ]
  for (const [tag, parts] of table)
    t.equal(
      segmentTag(tag)
        .map((part) => part.text + (part.common ? '' : '*'))
        .join(' '),
      parts,
      tag,
    )
})

t.test('regular forms of listed words are words', async (t) => {
  for (const word of ['charities', 'stopping', 'helped', 'classes', 'quickly', 'homelessness', 'i', 'we']) t.ok(isCommonWord(word), word)
  for (const word of ['nasw', 'sw', 'xs', 'swhelper', '', 'ing', 'toString', '__proto__']) t.notOk(isCommonWord(word), word)
})

t.test('a year or a number makes an edition, unless it is part of the word', async (t) => {
  t.match(editionOf('SWMonth2014'), { base: 'swmonth', mark: '2014', is: 'year' })
  t.match(editionOf('#WSWD15'), { base: 'wswd', mark: '15', is: 'year' })
  t.match(editionOf('2014APM'), { base: 'apm', is: 'year' })
  t.match(editionOf('SWchat_2'), { base: 'swchat', is: 'number' })
  for (const none of ['COVID19', 'Ward1408', 'G20', 'Web2', 'area51', 'no', 'a2014', '2014', 'flight370', '']) t.equal(editionOf(none), null, none)
})

t.test('variants are plurals, doers, joiners and look-alikes; two words are none', async (t) => {
  const table: [string, string, string | null][] = [
    ['SocialWorker', 'SocialWorkers', 'tag.plural'],
    ['SocialWork', 'SocialWorker', 'tag.doer'],
    ['SocialWork', 'socialworkers', 'tag.doer'],
    ['fostercare', 'FosterCarers', 'tag.doer'],
    ['charity', 'charities', 'tag.plural'],
    ['Social_Work', 'SocialWork', 'tag.joiner'],
    ['inclusión', 'inclusion', 'tag.lookalike'],
    ['сaregiver', 'caregiver', 'tag.lookalike'],
    ['news', 'new', null],
    ['AIDS', 'AID', null],
    ['moth', 'mother', null],
    ['SocialWork', 'socialwork', null],
    ['MentalHealth', 'MentalHealthMatters', null],
    ['class', 'clas', null],
    ['SWMonth2014', 'SWMonth2015', null],
    ['FenmoorCon24', 'FenmoorCon2024', 'tag.year'],
    ['FenmoorCon25', 'FenmoorCon2024', null],
    ['COP2030', 'Agenda2030', null],
  ]
  for (const [a, b, rule] of table) {
    t.equal(relateTags(a, b)?.reasons[0]?.rule ?? null, rule, `#${a} and #${b}`)
    t.equal(relateTags(b, a)?.reasons[0]?.rule ?? null, rule, `#${b} and #${a}`)
  }
  t.equal(relateTags('SWMonth2014', 'SWMonth')?.kind, 'series')
  t.equal(relateTags('SWMonth', 'SWMonth2014'), null, 'a series is no edition')
})

t.test('the editions of two years belong together, the later to the earlier; what is counted does not', async (t) => {
  const table: [string, string, 'series' | null][] = [
    ['FenmoorCon25', 'FenmoorCon24', 'series'],
    ['SWMonth2015', 'SWMonth2014', 'series'],
    ['COP2031', 'Agenda2030', null],
    ['FenmoorCon2025', 'FenmoorCon24', null],
    ['Biennale26', 'Biennale24', 'series'],
    ['FenmoorCon25', 'FenmoorCon15', null],
    ['FenmoorCon24', 'FenmoorConFest', null],
    ['FenmoorCon24', 'FenmoorFest25', null],
    ['District13', 'District12', null],
    ['FenmoorSchool13', 'FenmoorSchool12', null],
    ['SWchat_3', 'SWchat_2', null],
  ]
  for (const [later, earlier, kind] of table) {
    t.equal(proposeNextEdition(tagRecord(later), tagRecord(earlier))?.kind ?? null, kind, `#${later} and #${earlier}`)
    t.equal(proposeNextEdition(tagRecord(earlier), tagRecord(later)), null, 'an earlier one is no edition of a later one')
    t.equal(relateTags(later, earlier), null, 'nothing where the tag of all editions may be there')
  }
})

const tagRecord = (tag: string): MatchRecord => ({ id: 't', kind: 'hashtag', names: [tag], handles: [], x_user_ids: [], urls: [] })
const body = (name: string, handle: string): MatchRecord => ({ id: 'o', kind: 'organisation', names: [name], handles: [handle], x_user_ids: [], urls: [] })

t.test('a tag belongs to the body whose handle, name or initials it is; common words belong to nobody', async (t) => {
  const table: [string, string, string, string | null][] = [
    ['NASW', 'National Association of Social Workers', 'nasw', 'tag.handle'],
    ['NASW', 'National Association of Social Workers', 'swunion', 'tag.acronym'],
    ['StopItNow', 'Stop It Now!', 'sinow', 'tag.name'],
    ['BASW2020', 'British Association of Social Workers', 'BASW_UK', 'tag.acronym'],
    ['WHO', "Women's Health Organisation", 'whealth', null],
    ['help', 'HELP', 'help', null],
    ['London', 'London', 'london', null],
    ['socialwork', 'Social Work', 'swtoday', null],
    ['Lanternwick', 'Lanternwick Foundation', 'Lanternwick_eg', 'tag.short_name'],
    ['lanternwick', 'The Lanternwick Trust Ltd', 'LanternwickUK', 'tag.short_name'],
    ['Lanternwick', 'Lanternwick Foundation', 'LanternwickFdn', null],
    ['Lanternwick', 'Lanternwick Foundation', 'thelanternfdn', null],
    ['Lanternwick', 'Lanternwick Council', 'Lanternwick_eg', null],
    ['Shelter', 'Shelter Foundation', 'Shelter_eg', null],
    ['London', 'London Foundation', 'London_eg', null],
  ]
  for (const [tag, name, handle, rule] of table) {
    const found = proposeTagRelation(tagRecord(tag), body(name, handle))
    t.equal(found?.reasons[0]?.rule ?? null, rule, `#${tag} and ${name}`)
    if (found) t.equal(found.kind, 'owner')
  }
  t.equal(proposeTagRelation(body('NASW', 'nasw'), tagRecord('NASW')), null, 'an organisation belongs to no tag')
})

t.test('connecting tags are coined, topical ones are words, and neither is said without ground', async (t) => {
  const table: ['connecting' | 'topical' | null, string, TagEvidence, string][] = [
    ['topical', 'MentalHealth', {}, 'tag.dictionary'],
    ['topical', 'mentalhealth', { chat_nominators: 20 }, 'tag.dictionary'],
    ['topical', 'MENTALHEALTH', { spellings: ['MentalHealth'] }, 'tag.dictionary'],
    ['connecting', 'swhelper', { chat_tags: ['SWHelper'] }, 'tag.chat'],
    ['connecting', 'swhelper2015', { chat_tags: ['SWHelper'] }, 'tag.chat'],
    ['connecting', 'SWVirtualPal', { chat_tags: ['SWHelper'] }, 'tag.coined'],
    ['connecting', 'MacroSW', { field_short: ['SW'] }, 'tag.coined'],
    ['connecting', 'MacroSW', { chat_nominators: 3 }, 'tag.coined'],
    [null, 'MacroSW', {}, 'tag.coined'],
    [null, 'NASW', { chat_nominators: 9, owner: 'National Association of Social Workers' }, 'tag.owner'],
    ['connecting', 'edchat', {}, 'tag.chat-word'],
    ['topical', 'chat', {}, 'tag.dictionary'],
    [null, 'BlackLivesMatter', {}, 'tag.slogan'],
    ['connecting', 'ThisIsMacro', { chat_nominators: 4 }, 'tag.slogan'],
    [null, 'MotivationMonday', { chat_nominators: 9 }, 'tag.weekday'],
    [null, 'социальнаяработа', {}, 'tag.coined'],
    [null, 'not a tag', {}, 'tag.none'],
  ]
  for (const [use, tag, evidence, rule] of table) {
    const judged = judgeHashtagUse(tag, evidence)
    t.equal(judged.use, use, `#${tag} ${JSON.stringify(evidence)}`)
    t.equal(judged.reasons[0]?.rule, rule)
  }
  t.match(judgeHashtagUse('MentalHealth').reasons[0]?.detail, 'mental + health')
  t.match(judgeHashtagUse('SWMonth2014', { field_short: ['sw'] }).reasons.at(-1)?.detail, '2014')
})

const someTag = fc.oneof(
  fc
    .array(fc.constantFrom('Social', 'Work', 'er', 's', 'SW', 'Chat', '2014', '14', '_', 'care', 'é', 'с', 'news', 'chat'), { maxLength: 5 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 120 }),
)

t.test('no tag makes the rules throw, no tag is related to itself, and variants hold both ways', async () => {
  fc.assert(
    fc.property(someTag, someTag, fc.string({ unit: 'binary' }), (a, b, name) => {
      judgeHashtagUse(a, { spellings: [b], chat_tags: [b, name], chat_nominators: 2 })
      proposeTagRelation(tagRecord(a), body(name, b))
      const there = relateTags(a, b)?.kind
      const back = relateTags(b, a)?.kind
      return relateTags(a, a) === null && (there === 'variant') === (back === 'variant') && !(there === 'series' && back === 'series')
    }),
    { numRuns: 2000 },
  )
})

t.test('tags of 10,000 characters are judged at once', async (t) => {
  for (const unit of ['a', 'social', 'Ab', 'é', '1', '_', '🎉', 'ﷺ']) {
    const long = unit.repeat(Math.ceil(10_000 / unit.length))
    const start = cpuMs()
    judgeHashtagUse(long, { spellings: [long], chat_tags: [long] })
    relateTags(long, `${long}s`)
    segmentTag(long)
    proposeTagRelation(tagRecord(long), body(long, long))
    t.ok(cpuMs() - start < 100, unit)
  }
})
