import fc from 'fast-check'
import t from 'tap'
import { coresOfHandle, LINK_THRESHOLD, linkHandle, segmentCover } from '../../../src/directory/match/handles.js'
import { type HandleHistory, resolveHandle, type Sighting, seeHandle, whoHeld } from '../../../src/directory/match/handles-history.js'
import { readNames } from '../../../src/directory/match/handles-names.js'

t.test('a handle is read as words, beginnings of words and initials of the name', async (t) => {
  const explained: [string, string][] = [
    ['MentalHealthAmer', 'Mental Health America'],
    ['NAMIMass', 'NAMI Massachusetts'],
    ['nasw', 'National Association of Social Workers'],
    ['EastshireOfficial', 'Eastshire'],
    ['TheEastshire', 'Eastshire'],
    ['amnesty', 'Amnesty'],
    ['ifsw', 'International Federation of Social Workers'],
    ['StopItNow_', 'Stop It Now!'],
    ['chssocialcare', 'CHS Social Care'],
    ['munchenhilft', 'München hilft'],
    ['TheTrust', 'The Trust'],
  ]
  for (const [handle, name] of explained) t.ok((segmentCover(handle, [name])?.cover ?? 0) >= LINK_THRESHOLD, `@${handle} is ${name}`)
  const strange: [string, string][] = [
    ['HollywoodFK', 'Hollywood Gelato'],
    ['News_short', 'The Dog News Show'],
    ['TorNews', 'The Latest News'],
    ['eastshire', 'Westshire Council'],
    ['nami', 'NAMI Massachusetts Walks for the Mind'],
    ['x', 'Xylophone Society'],
    ['___', 'Eastshire'],
    ['eastshire', '🎉🎉'],
  ]
  for (const [handle, name] of strange) t.ok((segmentCover(handle, [name])?.cover ?? 0) < LINK_THRESHOLD, `@${handle} is not said to be ${name}`)
})

t.test('the best of several names is told; no name gives nothing', async (t) => {
  t.equal(segmentCover('nasw', ['Eastshire', 'National Association of Social Workers'])?.name, 'National Association of Social Workers')
  t.equal(segmentCover('nasw', []), null)
  t.equal(segmentCover('', ['Eastshire']), null)
  t.same(coresOfHandle('OfficialShelterHQ'), ['shelter', 'officialshelterhq'])
})

t.test('two names that fit alike leave the handle unlinked', async (t) => {
  const names = ['Eastshire Care', 'Eastshire Carers', 'Somebody else'].map(readNames)
  t.match(linkHandle('eastshirecare', names), { at: 0, decided: true })
  t.match(linkHandle('eastshirecare', [...names, readNames('Eastshire care')]), { decided: false })
  t.match(linkHandle('eastshire', names), { decided: false })
  t.equal(linkHandle('eastshire', []), null)
})

t.test('no text makes reading throw, shares stay between 0 and 1, and a name spelt together is explained wholly', async (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 80 })
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 3 }), (handle, names) => {
      const found = segmentCover(handle, names)
      return found === null || (found.cover > 0 && found.cover <= 1 && names.includes(found.name))
    }),
    { numRuns: 2000 },
  )
  const word = fc.stringMatching(/^[a-z]{3,6}$/)
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => segmentCover(words.join(''), [words.join(' ')])?.cover === 1))
  const start = process.hrtime.bigint()
  for (const unit of ['a', 'ab ', '🎉', 'ﷺ', 'Aa']) segmentCover(unit.repeat(10_000 / unit.length), [unit.repeat(10_000 / unit.length)])
  t.ok(Number(process.hrtime.bigint() - start) < 300e6, '10,000 characters')
})

const replay = (sightings: readonly Sighting[]) => {
  let histories: readonly HandleHistory[] = []
  const steps = sightings.map((sighting, at) => {
    const seen = seeHandle(histories, sighting, `a${at}`)
    histories = seen.histories
    return { ...seen.step, taken_from: seen.taken_from }
  })
  return { histories, steps }
}
const seen = (day: number, handle_key: string, x_user_id: string | null = null): Sighting => ({
  at: `2014-01-${String(day).padStart(2, '0')}`,
  handle_key,
  x_user_id,
})

t.test('an account is renamed by its id, and its old handle still finds it', async (t) => {
  const { histories, steps } = replay([seen(1, 'old', '7'), seen(5, 'new', '7')])
  t.same(
    steps.map((step) => step.is),
    ['new', 'renamed'],
  )
  t.match(resolveHandle(histories, 'old'), { history: { id: 'a0' }, renamed_from: 'old' })
  t.match(resolveHandle(histories, 'new'), { history: { id: 'a0' }, renamed_from: null })
  t.equal(whoHeld(histories, 'old', '2014-01-03')?.id, 'a0')
  t.equal(whoHeld(histories, 'old', '2014-01-05'), null, 'not from the day of the change on')
  t.equal(resolveHandle(histories, 'never'), null)
})

t.test('handles that look alike are two accounts as long as no id says otherwise', async (t) => {
  t.equal(replay([seen(1, 'eastshirecare'), seen(2, 'eastshire_care'), seen(3, 'eastshirecare1', '7')]).histories.length, 3)
})

t.test('a handle given up and taken by others means them from then on, and meant the first before', async (t) => {
  const { histories, steps } = replay([seen(1, 'shelter', '7'), seen(5, 'shelterhq', '7'), seen(9, 'shelter', '8'), seen(10, 'shelter')])
  t.same(
    steps.map((step) => step.is),
    ['new', 'renamed', 'new', 'known'],
  )
  t.equal(resolveHandle(histories, 'shelter')?.history.x_user_id, '8')
  t.equal(whoHeld(histories, 'shelter', '2014-01-02')?.x_user_id, '7')
  t.equal(whoHeld(histories, 'shelter', '2014-01-07'), null, 'nobody had it in between')
})

t.test('a handle taken before the move of the first was seen ends its period', async (t) => {
  const { histories, steps } = replay([seen(1, 'shelter', '7'), seen(5, 'shelter', '8'), seen(9, 'shelterhq', '7')])
  t.match(steps[1], { is: 'new', taken_from: 'a0' })
  t.match(steps[2], { is: 'renamed', id: 'a0', from: null })
  t.equal(whoHeld(histories, 'shelter', '2014-01-04')?.x_user_id, '7')
  t.equal(histories.length, 2)
})

t.test('an account known by handle alone takes its id, and two entries of one account are told', async (t) => {
  t.match(replay([seen(1, 'a'), seen(2, 'a', '7')]).steps[1], { is: 'identified', id: 'a0' })
  const { histories, steps } = replay([seen(1, 'old', '7'), seen(2, 'new'), seen(3, 'new', '7')])
  t.match(steps[2], { is: 'duplicate', id: 'a0', duplicate: 'a1' })
  t.equal(histories.length, 2, 'nothing is merged here')
  t.equal(resolveHandle(histories, 'new')?.history.id, 'a0')
})

t.test('an old sighting that comes late is put into the past', async (t) => {
  const { histories, steps } = replay([seen(9, 'new', '7'), seen(1, 'old', '7')])
  t.match(steps[1], { is: 'known', id: 'a0' })
  t.equal(resolveHandle(histories, 'new')?.renamed_from, null)
  t.equal(whoHeld(histories, 'old', '2014-01-05')?.id, 'a0')
})

const someSighting = fc.record({
  at: fc.integer({ min: 1, max: 28 }).map((day) => `2014-01-${String(day).padStart(2, '0')}`),
  handle_key: fc.constantFrom('a', 'b', 'c', 'd'),
  x_user_id: fc.constantFrom(null, '1', '2', '3'),
})

t.test('an archive imported late moves the beginning back, unless the account had another name then', async (t) => {
  const late = replay([seen(9, 'shelter'), seen(1, 'shelter')])
  t.equal(late.histories.length, 1)
  t.equal(whoHeld(late.histories, 'shelter', '2014-01-01')?.id, 'a0')
  const other = replay([seen(1, 'old', '7'), seen(9, 'shelter', '7'), seen(4, 'shelter')])
  t.match(other.steps[2], { is: 'new' })
  t.not(whoHeld(other.histories, 'shelter', '2014-01-05')?.id, whoHeld(other.histories, 'shelter', '2014-01-10')?.id)
})

t.test('whatever is seen in whatever order: one account an id, one open period an account, one holder a handle, nothing forgotten', async () => {
  fc.assert(
    fc.property(fc.array(someSighting, { maxLength: 20 }), (sightings) => {
      const { histories } = replay(sightings)
      const numbers = histories.flatMap((history) => history.x_user_id ?? [])
      const open = histories.flatMap((history) => history.periods.filter((period) => period.to === null).map((period) => period.handle_key))
      const handles = histories.flatMap((history) => history.periods.map((period) => period.handle_key))
      return (
        new Set(numbers).size === numbers.length &&
        new Set(open).size === open.length &&
        histories.every((history) => history.periods.filter((period) => period.to === null).length <= 1) &&
        histories.every((history) => history.periods.every((period) => period.to === null || period.from <= period.to)) &&
        sightings.every((sighting) => handles.includes(sighting.handle_key)) &&
        // Two handles in one account: only if X gave both the same id.
        histories.every((history) =>
          history.periods.every(
            (period) =>
              new Set(history.periods.map((one) => one.handle_key)).size === 1 ||
              sightings.some((sighting) => sighting.handle_key === period.handle_key && sighting.x_user_id === history.x_user_id),
          ),
        )
      )
    }),
    { numRuns: 3000 },
  )
})
