import fc from 'fast-check'
import t from 'tap'
import { mixedLetters } from '../../../src/directory/match/lookalikes.js'
import { acronymOf, MAX_NAME, MAX_TOKENS, nameForm } from '../../../src/directory/match/normalise.js'

t.test('spellings of one name have one fingerprint', async (t) => {
  const table: [string, string][] = [
    ['National Association of Social Workers', 'NATIONAL ASSN. OF SOCIAL WORKERS'],
    ['University of Leeds', 'Leeds University'],
    ['The Centre for Mental Health', 'Center for Mental Health'],
    ['Children’s Aid Society', 'Childrens Aid Society, Inc.'],
    ['Université Laval', 'University Laval'],
    ['U.S. Department of State', 'United States Department of State'],
    ['J. P. Morgan & Co.', 'JP Morgan and Company'],
    ['Twenty-First Century Trust', '21st Century Trust'],
    ['Brigade Forty-Four', 'Brigade 44'],
    ['Stripe LLC', 'Stripe Limited Liability Company'],
    ['Acme\u200bTrust', 'Acme Trust\u200d'.replace(' ', '')],
    ['ＡＣＭＥ Ｔｒｕｓｔ', 'Acme Trust'],
    ['Museum™ of Art', 'Museum of Arts'],
    ['Labour Party', 'labor party'],
  ]
  for (const [a, b] of table) t.equal(nameForm(a).fingerprint, nameForm(b).fingerprint, `${a} = ${b}`)
})

t.test('different names have different fingerprints', async (t) => {
  const table: [string, string][] = [
    ['Bowne Solutions', 'Bowne Solutions II'],
    ['Office of Energy', 'Office of Energy Office of Energy'],
    ['University of Leeds', 'University of Leeds Press'],
    ['Barnardos', 'Barnados'],
    ['Help the Aged', 'Help the Aged Wales'],
  ]
  for (const [a, b] of table) t.not(nameForm(a).fingerprint, nameForm(b).fingerprint, `${a} / ${b}`)
})

t.test('however words are spaced, the squashed name is the same', async (t) => {
  t.equal(nameForm('Good Will').squashed, nameForm('Goodwill').squashed)
  t.equal(nameForm('van der Bilt').joined, nameForm('Vanderbilt').joined)
})

t.test('acronyms are told from names', async (t) => {
  for (const yes of ['NASW', 'BASW', 'UNHCR', 'USDoC', 'OST-R', 'M360', 'NIHR BRC', 'D.O.E']) t.not(acronymOf(yes), null, yes)
  for (const no of ['Mind', 'Shelter', 'A', '', 'National Trust', '123', 'HELP THE AGED NOW', 'Barnardos']) t.equal(acronymOf(no), null, no)
})

t.test('what is written before a number to say that it is one says nothing', async (t) => {
  const print = nameForm('Public School 12 Fenmoor').fingerprint
  for (const sign of ['No. ', 'No ', 'Number ', 'Nr. ', 'nr', '№ ', '№', 'N° ', 'nº ', 'Num. ', '#'])
    t.equal(nameForm(`Public School ${sign}12 Fenmoor`).fingerprint, print, sign)
  t.not(nameForm('Public School No. 13 Fenmoor').fingerprint, print)
  t.not(nameForm('No One Left Behind').fingerprint, nameForm('One Left Behind').fingerprint)
  t.not(nameForm('Number Theory Society').fingerprint, nameForm('Theory Society').fingerprint)
})

t.test('initials are kept with and without small words', async (t) => {
  const form = nameForm('Department of Education')
  t.equal(form.initials, 'doe')
  t.equal(form.initials_core, 'de')
})

t.test('faults are seen', async (t) => {
  t.strictSame(nameForm('Unісеf').faults, ['lookalike'], 'Cyrillic letters among Latin ones')
  t.strictSame(nameForm('Save Тhe Children').faults, ['lookalike'])
  t.strictSame(nameForm('СВОБОДА').faults, [], 'a name in Cyrillic is no fault')
  t.strictSame(nameForm('Красный Крест Red Cross').faults, [], 'nor is a name in two scripts')
  t.strictSame(nameForm('Red\u200bCross').faults, ['invisible'])
  t.strictSame(nameForm('🎉🎉').faults, ['no_letters'])
  t.strictSame(nameForm('').faults, ['no_letters'])
  t.strictSame(nameForm('!!!').faults, ['no_letters'])
  t.ok(nameForm('a'.repeat(MAX_NAME + 1)).faults.includes('too_long'))
  t.equal(nameForm('Unісеf').fingerprint, 'unicef', 'and what it looks like is found')
  t.equal(mixedLetters('Unісеf'), 'і, с, е (Cyrillic)')
  t.equal(mixedLetters('Save Тhe Νorth'), 'Т (Cyrillic), Ν (Greek)')
  for (const name of ['Unicef', 'СВОБОДА', 'Красный Крест Red Cross', '']) t.equal(mixedLetters(name), null, name)
})

t.test('words that mean nothing are kept where there are no others', async (t) => {
  for (const name of ['The Company', 'Limited', 'The The', 'Of']) t.not(nameForm(name).core.length, 0, name)
})

t.test('no text makes it fail, and its parts stay bounded', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ unit: 'grapheme', maxLength: 200 })), (text) => {
      const form = nameForm(text)
      return (
        form.words.length <= MAX_TOKENS && form.core.every((word) => /^[a-z0-9]+$/.test(word)) && (form.core.length > 0 || form.faults.includes('no_letters'))
      )
    }),
  )
})

t.test('case and order of the words do not matter to the fingerprint', async () => {
  // One-letter words are left out: two of them with a full stop are initials.
  const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 4, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
      const print = nameForm(words.join(' ')).fingerprint
      return print === nameForm([...words].reverse().join(' ').toUpperCase()).fingerprint
    }),
  )
})

t.test('a name of ten thousand characters takes no longer than one of the greatest length read', async (t) => {
  // The least of several rounds: load on the machine only ever adds.
  const time = (name: string) => {
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < 8; round++) {
      const started = performance.now()
      for (let i = 0; i < 5; i++) nameForm(name)
      least = Math.min(least, performance.now() - started)
    }
    return least
  }
  for (const sign of ['a', 'a ', 'a.', 'í', '中', '😀', '\u200b', "'", 'Ѐa']) {
    const long = sign.repeat(Math.ceil(10_000 / sign.length))
    time(long)
    const ratio = time(long) / Math.max(0.2, time(long.slice(0, MAX_NAME)))
    t.ok(ratio < 25, `${JSON.stringify(sign)}: ${ratio.toFixed(1)} times`)
  }
})
