import fc from 'fast-check'
import t from 'tap'
import { coresOfHandle, LINK_THRESHOLD, linkHandle, segmentCover } from '../../../src/directory/match/handles.js'
import { readNames } from '../../../src/directory/match/handles-names.js'
import { cpuMs } from '../../helpers/cpu.js'

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
  const start = cpuMs()
  for (const unit of ['a', 'ab ', '🎉', 'ﷺ', 'Aa']) segmentCover(unit.repeat(10_000 / unit.length), [unit.repeat(10_000 / unit.length)])
  t.ok(cpuMs() - start < 300, '10,000 characters')
})
