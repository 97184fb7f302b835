import { visibleNow } from '../../src/db/visible.js'
import { createList, editList } from '../../src/lists/service.js'
import { enterCount } from '../../src/reach/counts/service.js'
import { estimateReach } from '../../src/reach/service.js'
import { onBoth } from '../helpers/engines.js'
import { entry } from './entries.js'

onBoth('an answer is remembered as long as nothing was written, and no longer', async (t, deps) => {
  await entry(deps, { handle: 'HarbourFood', followers: 10 })
  await entry(deps, { handle: 'Shelter', followers: 20, section: 'D' })
  const ask = async (scope: { category: string } | { all: true } = { category: 'C' }) =>
    (await estimateReach(deps, scope, 'organiser')).potential_unique_audience?.estimate
  const visible = () => visibleNow(deps.store.db)
  t.equal(await ask(), 10)
  const before = await visible()
  t.equal(await ask(), 10)
  t.type(before, 'string')
  t.equal(await visible(), before, 'reading changes nothing')

  await enterCount(deps, 'cli', 'harbourfood', { followers: 11 })
  t.not(await visible(), before)
  t.equal(await ask(), 11, 'what was written is seen at once')
  t.equal(await ask({ category: 'D' }), 20, 'each question has its own answer')
  t.ok(((await ask({ all: true })) ?? 0) > 20)
  await t.rejects(estimateReach(deps, { ids: [] }, 'organiser'), { code: 'validation_failed' }, 'no ids are not all')
})

onBoth('what a unit of work wrote is seen in it, and not outside before it ends', async (t, deps) => {
  await entry(deps, { handle: 'HarbourFood', followers: 10 })
  const ask = async () => (await estimateReach(deps, { category: 'C' }, 'organiser')).potential_unique_audience?.estimate
  t.equal(await ask(), 10)
  for (const end of ['rollback', 'commit'] as const) {
    const unit = await deps.store.open()
    await unit.run(async () => {
      t.equal(await ask(), 10)
      await enterCount(deps, 'cli', 'harbourfood', { followers: 12 })
      t.equal(await visibleNow(deps.store.db), null, 'a snapshot does not tell of what its own unit wrote')
      t.equal(await ask(), 12)
    })
    await unit[end]()
    t.equal(await ask(), end === 'commit' ? 12 : 10, end)
  }
})

onBoth('a list that was made private is gone for the public, though it was answered before', async (t, deps) => {
  await entry(deps, { handle: 'HarbourFood', followers: 10 })
  const list = await createList(deps, 'cli', { name: 'All', private: false, rule: { sections: ['C'] } })
  const ask = (audience: 'public' | 'organiser') => estimateReach(deps, { list: list.id }, audience)
  for (let times = 0; times < 3; times++) t.match(await ask('public'), { scope: { kind: 'list', of: [list.id] } })
  await editList(deps, 'cli', list.id, list.etag, { private: true })
  for (let times = 0; times < 3; times++) {
    await ask('organiser')
    await t.rejects(ask('public'), { code: 'not_found' })
  }
})
