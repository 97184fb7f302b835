import { visibleNow } from '../../src/db/visible.js'
import { createList, editList, getDeskList } from '../../src/lists/service.js'
import { enterCount } from '../../src/reach/counts/service.js'
import { estimateReach } from '../../src/reach/service.js'
import { onBoth } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { entry } from './entries.js'

onBoth('an answer is remembered as long as nothing was written, and no longer', async (t, deps) => {
  await entry(deps, { handle: 'HarbourFood', followers: 10 })
  await entry(deps, { handle: 'Shelter', followers: 20, section: 'D' })
  const ask = async (scope: { category: string } | { all: true } = { category: 'C' }) =>
    (await estimateReach(deps, scope, 'organiser')).potential_unique_audience?.estimate
  const visible = () => visibleNow(deps.store.db)
  t.equal(await ask(), 10)
  t.type(await visible(), 'string')
  t.equal(await ask(), 10)
  // Postgres counts for all its databases at once, and other tests write into theirs.
  let same = false
  for (let tries = 0; tries < 100 && !same; tries++) {
    const before = await visible()
    await ask()
    same = (await visible()) === before
  }
  t.ok(same, 'reading changes nothing')
  const before = await visible()

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

onBoth('who belongs to a list is remembered until directory or list change, and never from a unit of work that was given up', async (t, deps) => {
  await entry(deps, { handle: 'HarbourFood', followers: 10 })
  const shelter = await entry(deps, { handle: 'Shelter', followers: 20, section: 'D' })
  let list = await createList(deps, 'cli', { name: 'All', private: false, rule: { sections: ['C'] } })
  const members = async () => (await estimateReach(deps, { list: list.id }, 'organiser')).members
  const rule = async (sections: string[]) => {
    list = await editList(deps, 'cli', list.id, (await getDeskList(deps, list.id)).etag, { rule: { sections } })
  }
  t.equal(await members(), 1)
  await enterCount(deps, 'cli', 'shelter', { followers: 21 })
  t.equal(await members(), 1, 'a count changes no list')
  const before = list
  const unit = await deps.store.open()
  await unit.run(async () => {
    await rule(['C', 'D'])
    t.equal(await members(), 2)
  })
  await unit.rollback()
  list = before
  t.equal(await members(), 1)
  await rule(['E'])
  t.equal(await members(), 0, 'of the very version that the unit had raised to')
  await rule(['D'])
  t.equal(await members(), 1)
  await decide(deps, shelter.ally, 'withdraw')
  t.equal(await members(), 0, 'whoever asked to be gone is gone at once')
})
