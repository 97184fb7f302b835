import fc from 'fast-check'
import t from 'tap'
import { follow, headText, type Link, linkHash, NO_HEAD, parseHead } from '../../../src/access/audit/chain.js'

const chainOf = (texts: readonly string[]): Link[] => {
  let before = ''
  return texts.map((text, i) => {
    before = linkHash(before, text)
    return { n: i + 1, seq: 10 + i * 2, hash: before, text }
  })
}

t.test('a chain as it was written holds, in one piece or in portions', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), fc.nat(20), (texts, cut) => {
      const links = chainOf(texts)
      const whole = follow(NO_HEAD, links)
      const parts = follow(follow(NO_HEAD, links.slice(0, cut)).head, links.slice(cut))
      return whole.broken === null && whole.head.n === texts.length && parts.head.hash === whole.head.hash && parts.broken === null
    }),
  )
  t.same(follow(NO_HEAD, []), { head: NO_HEAD, broken: null })
})

t.test('whatever is done to one row or link is found, where it was done', async (t) => {
  const arbitrary = fc.array(fc.string(), { minLength: 2, maxLength: 20 }).chain((texts) => fc.tuple(fc.constant(texts), fc.nat(texts.length - 1)))
  fc.assert(
    fc.property(arbitrary, fc.string({ minLength: 1 }), ([texts, at], more) => {
      const links = chainOf(texts)
      const one = links[at] as Link
      const put = (...instead: Link[]) => [...links.slice(0, at), ...instead, ...links.slice(at + 1)]
      const kindOf = (bad: Link[]) => follow(NO_HEAD, bad).broken
      t.match(kindOf(put({ ...one, text: `${one.text}${more}` })), { kind: 'changed', n: one.n, seq: one.seq })
      t.match(kindOf(put({ ...one, hash: linkHash(one.hash, '') })), { kind: 'changed', n: one.n })
      t.match(kindOf(put({ ...one, text: null })), { kind: 'row_gone', n: one.n, seq: one.seq })
      if (at < links.length - 1) t.match(kindOf(put()), { kind: 'gap', n: one.n + 1 })
    }),
    { numRuns: 50 },
  )
})

t.test('a head is written and read back; anything else is none', async (t) => {
  const head = { n: 42, hash: 'a'.repeat(64) }
  t.same(parseHead(headText(head)), head)
  t.same(parseHead(` ${headText(head).toUpperCase()}\n`), head)
  for (const text of ['', '42', '42:', `:${head.hash}`, `-1:${head.hash}`, `42:${head.hash}0`, `42:${'g'.repeat(64)}`]) t.equal(parseHead(text), null, text)
})
