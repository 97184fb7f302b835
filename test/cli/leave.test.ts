import { Command } from 'commander'
import { leaveCommands } from '../../src/cli/leave.js'
import { getReview } from '../../src/directory/service.js'
import { askToLeave, leaveStatus } from '../../src/privacy/service.js'
import { onBoth } from '../helpers/engines.js'
import { leaveWorld } from '../privacy/world.js'

onBoth('who asked to leave is answered on the command line, and anybody’s standing is looked up', async (t, deps) => {
  const { leaving, staying } = await leaveWorld(t, deps)
  const allies = async (...words: string[]) => {
    const program = new Command('allies').exitOverride()
    leaveCommands(program, (use) => use(deps))
    const write = process.stdout.write
    let text = ''
    process.stdout.write = ((chunk: string) => {
      text += chunk
      return true
    }) as typeof process.stdout.write
    try {
      await program.parseAsync(['node', 'allies', ...words, '--json'])
    } finally {
      process.stdout.write = write
    }
    return { text, json: JSON.parse(text.trimEnd().split('\n').at(-1) ?? 'null') }
  }

  t.match((await allies('leave')).text, /Nobody waits\./)
  t.match((await allies('standing', '@Org1_eg')).json, { target: '@org1_eg', entry: { id: leaving }, lists: [{ name: 'Allies' }] })

  const one = await askToLeave(deps, { target: '@Org1_eg', why: 'We closed' })
  const other = await askToLeave(deps, { target: '@Org2_eg' })
  const { text, json } = await allies('leave', 'list')
  t.match(text, /@org1_eg.*Harbour Kitchen \(approved\)/)
  t.match(json, { items: [{ target: '@org1_eg', why: 'We closed' }, { target: '@org2_eg' }] })
  const [first, second] = json.items.map(({ id }: { id: string }) => id)

  t.match((await allies('leave', 'honour', first, '--reason', 'They wrote to us')).json, { items: [{ id: second }] })
  t.equal((await getReview(deps, leaving)).status, 'withdrawn')
  t.match(await leaveStatus(deps, one.secret), { state: 'done', proof: 'organiser', answer: 'They wrote to us', target: null })
  t.match((await allies('standing', '@Org1_eg')).text, /is not in the public directory/)

  await allies('leave', 'refuse', second, '--reason', 'Who are you?')
  t.equal((await getReview(deps, staying)).status, 'approved')
  t.match(await leaveStatus(deps, other.secret), { state: 'refused', answer: 'Who are you?' })
  await t.rejects(allies('leave', 'honour', second, '--reason', 'Changed my mind'), /answered before/)
  t.match((await allies('leave', 'list', '--answered')).json, { items: [{ state: 'refused' }, { state: 'done', target: null }] })
})
