import { eq } from 'drizzle-orm'
import { createChat, createSeries } from '../../src/chats/service.js'
import { ally } from '../../src/db/schema/index.js'
import { parseTarget } from '../../src/directory/handle.js'
import { getReview } from '../../src/directory/service.js'
import { senderOf } from '../../src/nominations/abuse.js'
import { collect } from '../../src/nominations/collect.js'
import { openImport, runStoring, runUndoing, startStoring, startUndoing } from '../../src/nominations/imports/service.js'
import { decideHeld, submitNominations } from '../../src/nominations/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'

/** Anybody can type other people's names into the form; what they are shown to have posted themselves counts all the same. */

const PEOPLE = 20
const person = (n: number) => `m${n}_eg`

/** One address nominates @harbour_eg for twenty people: some count, the rest is held. */
async function typedForAll(deps: TestDeps) {
  const series = await createSeries(deps, 'cli', { hashtag: '#SWHelper', name: 'Sample chat', timezone: 'Europe/London', hosts: ['host_eg'] })
  const chat = await createChat(deps, 'cli', { series_id: series.id, starts_at: '2014-03-30T20:00', topic: 'Allies' })
  const sender = senderOf('anyone', '203.0.113.7')
  for (let n = 0; n < PEOPLE; n++)
    await submitNominations(deps, {
      targets: ['@harbour_eg'],
      nominator: `@${person(n)}`,
      chat_id: chat.id,
      source: 'form',
      voice: sender.id,
      sender,
      actor: 'anyone',
    })
  const [row] = await deps.store.db.select().from(ally).where(eq(ally.name, 'harbour_eg'))
  return { chat, id: row?.id ?? '' }
}

const transcript = new TextEncoder().encode(
  ['[20:00] Host @host_eg: Q1 Who are our allies?', ...Array.from({ length: PEOPLE }, (_, n) => `[20:0${n % 10}] M @${person(n)}: A1 @harbour_eg`)].join('\n'),
)

for (const [decision, before] of [
  ['left to wait', 8],
  ['dismissed', 8],
] as const) {
  onBoth(`voices typed in others' names and ${decision} do not keep an archive's posts from counting, and undoing it leaves what was`, async (t, deps) => {
    const { chat, id } = await typedForAll(deps)
    t.match(await getReview(deps, id), { support: { nominators: before }, held: { waiting: PEOPLE - before } })
    if (decision === 'dismissed') await decideHeld(deps, 'key:a', id, { decision: 'dismiss', reason: 'one address in twenty names' })
    for (let round = 0; round < 2; round++) {
      const { id: file } = await openImport(deps, { given: { bytes: transcript }, file_name: 'chat.txt', chat_id: chat.id, actor: 'cli' })
      await startStoring(deps, 'cli', file)
      await runStoring(deps, file)
      t.match(await getReview(deps, id), { support: { nominators: PEOPLE } }, `round ${round}`)
      await startUndoing(deps, 'cli', file)
      await runUndoing(deps, file)
      t.match(await getReview(deps, id), { support: { nominators: before } })
    }
    if (decision === 'left to wait') {
      await decideHeld(deps, 'key:a', id, { decision: 'release', reason: 'they were there' })
      t.match(await getReview(deps, id), { support: { nominators: PEOPLE }, held: { waiting: 0 } }, 'what was held can still be let go')
    }
  })
}

onBoth("nor a live chat's posts; and released, typed and posted, they are one person each", async (t, deps) => {
  const { chat, id } = await typedForAll(deps)
  const target = parseTarget('@harbour_eg')
  if (!target.ok) throw new Error(target.reason)
  const voices = Array.from({ length: PEOPLE }, (_, n) => ({
    target: target.target,
    raw: '@harbour_eg',
    text: 'A1 @harbour_eg',
    span: null,
    why: null,
    voice: `x:${person(n)}`,
    nominator_handle: null,
    source: 'live' as const,
    import_id: null,
    source_line: null,
    post_id: String(450348608517066000 + n),
    series_id: chat.series_id,
    chat_id: chat.id,
    question: 1,
    nominated_at: deps.clock.now(),
    status_hash: null,
  }))
  const told = await deps.store.transaction((tx) => collect(tx, deps, voices))
  t.equal(told.collected.filter((one) => one?.created).length, PEOPLE - 8)
  const { support, held } = await getReview(deps, id)
  t.equal(support.nominators + held.waiting - (PEOPLE - 8), PEOPLE, 'whom the form held counts now, unless many posts at once are a burst themselves')
  await decideHeld(deps, 'key:a', id, { decision: 'release', reason: 'they were there' })
  t.match(await getReview(deps, id), { support: { nominators: PEOPLE }, held: { waiting: 0 } })
})
