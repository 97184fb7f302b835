import t from 'tap'
import { manualClock } from '../../src/kernel/clock.js'
import { startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { failureOf } from './world.js'

for (const kind of ['oauth2', 'oauth1'] as const) {
  t.test(`a list is made, filled and read back through the genuine client with ${kind}`, async (t) => {
    const clock = manualClock('2026-03-01T12:00:00Z')
    const simulator = await startSimulator({ clock })
    t.teardown(() => simulator.close())
    simulator.addUser({ id: '900', username: 'owner' })
    simulator.addUser({ id: '1', username: 'HarbourFood_eg', name: 'Harbour Food', url: 'https://harbour.example', followers_count: 12 })
    simulator.addUser({ id: '2', username: 'Second_eg', protected: true })
    simulator.addUser({ id: '3', username: 'gone_eg', suspended: true })
    let metered = 0
    const platform = createXPlatform({
      baseUrl: simulator.url,
      credentials: simulator.credentials('900', kind),
      clock,
      meter: (call) => {
        metered += call.cost_milli_usd
      },
    })
    t.matchOnly(await platform.lookupUsers(['harbourfood_EG', 'second_eg', 'gone_eg', 'nobody', 'much_too_long_a_handle']), [
      {
        handle: 'harbourfood_EG',
        status: 'found',
        user: {
          id: '1',
          username: 'HarbourFood_eg',
          name: 'Harbour Food',
          description: '',
          url: 'https://harbour.example',
          protected: false,
          followers_count: 12,
          last_post_at: null,
        },
      },
      {
        handle: 'second_eg',
        status: 'found',
        user: { id: '2', username: 'Second_eg', name: 'Second_eg', description: '', url: null, protected: true, followers_count: 0, last_post_at: null },
      },
      { handle: 'gone_eg', status: 'suspended' },
      { handle: 'nobody', status: 'not_found' },
      { handle: 'much_too_long_a_handle', status: 'invalid' },
    ])
    const { lists } = platform
    if (!lists) return t.fail('no lists')
    t.same(await lists.me(), { id: '900', username: 'owner' })
    const { id } = await lists.createList({ name: 'Allies', description: 'x', private: true })
    await lists.addMember(id, '1')
    t.match(await failureOf(lists.addMember(id, '2')), { kind: 'refused', status: 403 })
    t.same(await platform.readMembers(id), { complete: true, members: [{ id: '1', username: 'HarbourFood_eg' }] })
    t.same(await platform.getList(id), { id, name: 'Allies', description: 'x', private: true, owner_id: '900', member_count: 1 })
    await lists.updateList(id, { private: false })
    await lists.removeMember(id, '1')
    await lists.removeMember(id, '1')
    t.same(simulator.members(id), [])
    t.equal(metered, 80, 'the meter counts every resource')
    t.equal(simulator.ledger().spent_milli_usd, 70, 'X charges a resource once a day')
  })
}
