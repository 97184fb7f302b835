import t from 'tap'
import { sayWhatText } from '../../src/http/say-what-text.js'

t.test('a string that says nothing narrower is text without NUL; what says more is left alone', async (t) => {
  const given = {
    a: { type: 'string', maxLength: 5 },
    b: { type: ['string', 'null'] },
    c: { type: 'string', enum: ['x'] },
    d: { type: 'string', format: 'uri' },
    e: { type: 'string', pattern: '^x$' },
    f: { type: 'integer' },
    list: [{ items: { type: 'string' } }],
  }
  const before = JSON.stringify(given)
  const done = sayWhatText(given) as Record<string, { pattern?: string }>
  t.same(
    Object.entries(done)
      .filter(([, { pattern }]) => pattern?.includes('u0000'))
      .map(([name]) => name),
    ['a', 'b'],
  )
  const pattern = new RegExp(done.a?.pattern ?? '', 'u')
  t.ok(pattern.test('text') && pattern.test('') && !pattern.test('a\u0000b'))
  t.match(JSON.stringify(done), /"items":\{"type":"string","pattern"/)
  t.equal(JSON.stringify(given), before, 'the given document is not changed')
})
