import fc from 'fast-check'
import t from 'tap'
import { headShowsCode, leaveCode, showsCode, wellKnownOf } from '../../src/privacy/proof.js'

const CODE = 'leave-0a1b2c3d4e'

t.test('a code is made of the secret, and seen as a word of its own, in whatever case', async (t) => {
  t.equal(leaveCode('0a1b2c3d4e5f6g7h'), CODE)
  for (const text of [CODE, `We feed people. ${CODE}`, `(${CODE.toUpperCase()})`, `a${CODE} ${CODE}`, `${CODE}\n`]) t.ok(showsCode(text, CODE), text)
  for (const text of ['', 'leave-0a1b2c3d4', `x${CODE}`, `${CODE}5`, `${CODE}-1`, 'leave 0a1b2c3d4e']) t.notOk(showsCode(text, CODE), text)
})

t.test('of a page only a meta element of its head speaks for the site', async (t) => {
  const meta = `<meta name="community-allies" content="${CODE}">`
  t.ok(headShowsCode(`<!doctype html><head>${meta}</head><body>`, CODE))
  t.ok(headShowsCode(`<META CONTENT='${CODE}' NAME='community-allies'>`, CODE))
  for (const page of [`<body>${meta}`, `<head></head><body><p>${CODE}`, `<meta name="author" content="${CODE}">`, `<head><title>${CODE}</title>`, '<meta', ''])
    t.notOk(headShowsCode(page, CODE), page)
})

t.test('whatever a page holds, it is read in linear time and throws nothing', async (t) => {
  fc.assert(fc.property(fc.string({ maxLength: 500, unit: 'grapheme' }), (text) => typeof headShowsCode(`<head>${text}`, CODE) === 'boolean'))
  const started = process.cpuUsage()
  headShowsCode('<meta '.repeat(40_000), CODE)
  headShowsCode(`${'<meta name="community-allies" content="leave-0a">'.repeat(5_000)}`, CODE)
  showsCode('leave-'.repeat(40_000), CODE)
  t.ok(process.cpuUsage(started).user / 1000 < 1_000, `${process.cpuUsage(started).user / 1000} ms`)
})

t.test('the file on a site stands at one address', async (t) => {
  t.equal(wellKnownOf('https://harbour.example/about?x=1'), 'https://harbour.example/.well-known/community-allies.txt')
  t.equal(wellKnownOf('no address'), null)
})
