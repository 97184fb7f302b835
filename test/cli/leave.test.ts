import { leaveCommands } from '../../src/cli/leave.js'
import { getReview } from '../../src/directory/service.js'
import { askToLeave, leaveStatus } from '../../src/privacy/service.js'
import { onBoth } from '../helpers/engines.js'
import { typed } from '../helpers/typed.js'
import { leaveWorld } from '../privacy/world.js'

onBoth('who asked to leave is answered on the command line, and anybody’s standing is looked up', async (t, deps) => {
  const { leaving, staying } = await leaveWorld(t, deps)
  const run = typed(t, deps, leaveCommands)
  const allies = (...words: string[]) => run(...words, '--json')

  t.match((await allies('leave')).out, /Nobody waits\./)
  t.match((await allies('standing', '@Org1_eg')).json, { target: '@org1_eg', entry: { id: leaving }, lists: [{ name: 'Allies' }] })

  const one = await askToLeave(deps, { target: '@Org1_eg', why: 'We closed' })
  // The later one is told by its time.
  deps.clock.advance(1)
  const other = await askToLeave(deps, { target: '@Org2_eg' })
  const { out, json } = await allies('leave', 'list')
  t.match(out, /@org1_eg.*Harbour Kitchen \(approved\)/)
  t.match(json, { items: [{ target: '@org1_eg', why: 'We closed' }, { target: '@org2_eg' }] })
  const [first, second] = json.items.map(({ id }: { id: string }) => id)

  t.match((await allies('leave', 'honour', first, '--reason', 'They wrote to us')).json, { items: [{ id: second }] })
  t.equal((await getReview(deps, leaving)).status, 'withdrawn')
  t.match(await leaveStatus(deps, one.secret), { state: 'done', proof: 'organiser', answer: 'They wrote to us', target: null })
  t.match((await allies('standing', '@Org1_eg')).out, /is not in the public directory/)

  await allies('leave', 'refuse', second, '--reason', 'Who are you?')
  t.equal((await getReview(deps, staying)).status, 'approved')
  t.match(await leaveStatus(deps, other.secret), { state: 'refused', answer: 'Who are you?' })
  await t.rejects(allies('leave', 'honour', second, '--reason', 'Changed my mind'), /answered before/)
  t.match((await allies('leave', 'list', '--answered')).json, { items: [{ state: 'refused' }, { state: 'done', target: null }] })
})
