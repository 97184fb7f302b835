import fc from 'fast-check'
import { account, accountHandle, ally } from '../../src/db/schema/index.js'
import { listAllies, listAlliesAsJson } from '../../src/directory/service.js'
import { formatId } from '../../src/kernel/ids.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { holdsAsync } from '../helpers/property.js'
import { allyRow } from '../helpers/rows.js'

const idOf = (prefix: 'aly' | 'acc', n: number) => formatId(prefix, 1_700_000_000_000 + n, new Uint8Array(10))

/** All pages of both ways, from the first to the last. @returns how many entries the database spelt */
async function sameAsSpelt(deps: TestDeps, fail: (text: string) => void, limit: number): Promise<number> {
  let spelt = 0
  for (const sort of ['name', '-support', '-published_at'] as const)
    for (let cursor: string | undefined, pages = 0; pages < 100; pages++) {
      const page = await listAllies(deps, {}, sort, { limit, cursor })
      const text = await listAlliesAsJson(deps, {}, sort, { limit, cursor })
      if (text !== null) {
        spelt += page.items.length
        if (`[${text.items}]` !== JSON.stringify(page.items)) fail(`${text.items}\nis not\n${JSON.stringify(page.items)}`)
        if (text.next_cursor !== page.next_cursor) fail(`another next page: ${sort}, ${cursor}`)
      }
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
  return spelt
}

onBoth('what the database spells is what publicView shows, letter by letter', async (t, deps) => {
  const now = deps.clock.now()
  const odd = ['Plain Kitchen', '"Quoted" \\ back', 'tab\tline\nend\u0001\u007f', 'Łódź 🍲 \u2028 кухня', "O'Hara <b>&amp;</b>", '/slash/']
  const rows = odd.map((name, i) =>
    allyRow(idOf('aly', i), name, now, {
      section: i % 2 === 0 ? 'C' : null,
      tags: i === 1 ? ['SO', 'FD'] : [],
      url: i === 2 ? 'https://a.example/?q="x"&y=\\' : null,
      body_kind: i === 3 ? 'charity' : null,
      support: i % 3,
      chat_ids: i === 4 ? ['cht_1', 'cht_2'] : [],
      assured_at: i === 5 ? new Date('2026-02-03T04:05:06.789Z') : null,
      assured_by: i === 5 ? 'host "of" it' : null,
      published_at: i === 0 ? null : new Date(now.getTime() + i),
    }),
  )
  await deps.store.db.insert(ally).values(rows)
  const member = allyRow(idOf('aly', 90), 'A member', now, { canonical_id: idOf('aly', 0), merged_into: idOf('aly', 0), status: 'approved' })
  await deps.store.db.insert(ally).values(member)
  const accounts = [
    { n: 1, of: 0, handle: 'Kitchen_EG', user: '12345678901234567890' },
    { n: 2, of: 0, handle: 'another_eg', user: null },
    { n: 3, of: 90, handle: 'Member_EG', user: '7' },
    { n: 4, of: 1, handle: 'gone_eg', key: 'lost:gone_eg:4', user: '44' },
    { n: 5, of: 2, handle: 'gone_too_eg', key: 'lost:gone_too_eg:5', user: null },
  ]
  await deps.store.db.insert(account).values(
    accounts.map(({ n, of, handle, key, user }) => ({
      id: idOf('acc', n),
      ally_id: idOf('aly', of),
      handle_key: key ?? handle.toLowerCase(),
      handle,
      x_user_id: user,
      state: 'active' as const,
      same_as: null,
      created_at: now,
    })),
  )
  await deps.store.db.insert(accountHandle).values([
    { account_id: idOf('acc', 1), handle_key: 'first_eg', from: new Date('2020-01-01Z') },
    { account_id: idOf('acc', 1), handle_key: 'second_eg', from: new Date('2022-01-01Z') },
    { account_id: idOf('acc', 1), handle_key: 'kitchen_eg', from: new Date('2024-01-01Z') },
  ])
  for (const limit of [1, 2, 50])
    t.equal(await sameAsSpelt(deps, (text) => t.fail(text), limit), 3 * odd.length, `pages of ${limit}: all are spelt by the database`)

  await deps.store.db
    .insert(ally)
    .values(allyRow(idOf('aly', 50), '#HelpersHour', now, { kind: 'hashtag', hashtag_key: 'helpershour', hashtag_use: 'connecting', section: null }))
  t.equal(await sameAsSpelt(deps, (text) => t.fail(text), 50), 3 * (odd.length + 1), 'a plain tag is spelt too')
  await deps.store.db
    .insert(ally)
    .values([
      allyRow(idOf('aly', 51), '#Überhelfer', now, { kind: 'hashtag', hashtag_key: 'überhelfer', hashtag_use: 'connecting', section: null }),
      allyRow(idOf('aly', 52), 'What they call it', now, { kind: 'hashtag', hashtag_key: 'calledit', hashtag_use: null, section: null }),
    ])
  t.equal(await sameAsSpelt(deps, (text) => t.fail(text), 50), 0, 'what takes rules of ours is left to them')
  t.ok((await sameAsSpelt(deps, (text) => t.fail(text), 1)) >= 3 * odd.length, 'and the pages without it are not')
  t.equal(await listAlliesAsJson(deps, { q: 'kitchen' }, 'name', { limit: 5 }), null, 'a search is read the other way')
  const none = await listAlliesAsJson(deps, { tag: 'HE' }, 'name', { limit: 5 })
  t.strictSame(none, { items: '', next_cursor: null }, 'nothing found is an empty page')
})

onBoth('whatever an entry is called', async (t, deps) => {
  const now = deps.clock.now()
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('\0') && !/\p{Cs}/u.test(text))
  await holdsAsync(
    t,
    fc.asyncProperty(fc.array(fc.record({ name, tag: fc.boolean() }), { minLength: 1, maxLength: 5 }), async (entries) => {
      await deps.store.db.delete(ally)
      const rows = entries.map(({ name, tag }, i) =>
        allyRow(idOf('aly', i), name, now, tag ? { kind: 'hashtag', hashtag_key: `tag${i}`, section: null } : { url: `https://a.example/${encodeURI(name)}` }),
      )
      await deps.store.db.insert(ally).values(rows)
      await sameAsSpelt(
        deps,
        (text) => {
          throw new Error(text)
        },
        3,
      )
    }),
    'is spelt alike',
    40,
  )
})
