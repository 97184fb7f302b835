import fc from 'fast-check'
import t from 'tap'
import { clusterByCanonical, type Link } from '../../../src/directory/match/cluster.js'

t.test('a chain of likenesses is not one cluster', async (t) => {
  // 1 is like 0 and 2, 3 is like 2 only.
  const { canonical } = clusterByCanonical(4, {
    links: [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  })
  t.strictSame(canonical, [1, 1, 1, 3])
})

t.test('a chain of exact keys is one cluster', async (t) => {
  const same: Link[] = [
    [0, 1],
    [1, 2],
    [2, 3],
  ]
  t.equal(new Set(clusterByCanonical(4, { same, links: [] }).canonical).size, 1)
})

t.test('the fuller of two records stands for both', async (t) => {
  const { canonical } = clusterByCanonical(2, { links: [[0, 1]], richness: (at) => at })
  t.strictSame(canonical, [1, 1])
})

t.test('cannot-link holds between whole clusters', async (t) => {
  const links: Link[] = [
    [0, 1],
    [0, 2],
  ]
  const found = clusterByCanonical(3, { links, apart: [[1, 2]] })
  t.not(found.canonical[1], found.canonical[2])
  t.equal(found.refused, 1)
  const keyed = clusterByCanonical(3, { same: links, links: [], apart: [[1, 2]] })
  t.not(keyed.canonical[1], keyed.canonical[2], 'even against exact keys')
})

const COUNT = 12
const link = fc.tuple(fc.nat(COUNT - 1), fc.nat(COUNT - 1))
const ties = fc.array(link, { maxLength: 20 })

t.test('every member of a cluster shares a key with, or is linked to, what stands for it', async () => {
  fc.assert(
    fc.property(ties, (links) => {
      const { canonical } = clusterByCanonical(COUNT, { links })
      return canonical.every((centre, at) => centre === at || links.some(([a, b]) => (a === at && b === centre) || (b === at && a === centre)))
    }),
  )
})

t.test('a canonical record stands for itself', async () => {
  fc.assert(
    fc.property(ties, ties, ties, (same, links, apart) => {
      const { canonical } = clusterByCanonical(COUNT, { same, links, apart })
      return canonical.every((centre) => canonical[centre] === centre)
    }),
  )
})

t.test('no two records that must be apart are in one cluster', async () => {
  fc.assert(
    fc.property(ties, ties, ties, (same, links, apart) => {
      const { canonical } = clusterByCanonical(COUNT, { same, links, apart })
      return apart.every(([a, b]) => a === b || canonical[a] !== canonical[b])
    }),
  )
})

t.test('exact keys give the same clusters in any order', async () => {
  fc.assert(
    fc.property(ties, fc.integer(), (same, seed) => {
      // A shuffle that the seed decides; the same bodies must come out, and the same record must stand for them.
      const shuffled = [...same].map((pair, at) => ({ pair, key: Math.imul(seed + at * 7919, 2654435761) >>> 0 })).sort((x, y) => x.key - y.key)
      const turned = shuffled.map(({ pair: [a, b] }): Link => [b, a])
      const one = clusterByCanonical(COUNT, { same, links: [] }).canonical
      const other = clusterByCanonical(COUNT, { same: turned, links: [] }).canonical
      return one.every((centre, at) => centre === other[at])
    }),
  )
})
