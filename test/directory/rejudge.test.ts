import { eq } from 'drizzle-orm'
import { ally } from '../../src/db/schema/index.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { judgedForOther } from '../../src/directory/rejudge/noted.js'
import { saveJudged } from '../../src/directory/rejudge/repo.js'
import { judgeForField, judgingAgain } from '../../src/directory/rejudge/service.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import * as directory from '../../src/directory/service.js'
import { HANDLERS, leftOver } from '../../src/jobs/handlers.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide, openWorld, organisation } from '../helpers/world.js'

async function propose(deps: TestDeps, text: string): Promise<string> {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id
}
const gateOf = async (deps: TestDeps, id: string) => (await directory.getReview(deps, id)).gate.verdict
const rowOf = async (deps: TestDeps, id: string) => (await deps.store.db.select().from(ally).where(eq(ally.id, id)))[0]
const NURSES = { name: 'Harbour Nursing Association', description: 'The professional association of nurses in Harbour.' }

onBoth('with another home field what rules judged is judged anew in the background, published entries too, and an organiser’s word stays', async (t, deps) => {
  t.equal(await judgingAgain(deps), null, 'an empty directory asks for nothing')
  t.equal(await judgeForField(deps), 0)
  await openWorld(t, deps, [organisation(1, NURSES), organisation(2, { ...NURSES, name: 'Quay Nursing Association' }), organisation(3)])
  const [published, said, other] = [await propose(deps, '@Org1_eg'), await propose(deps, '@Org2_eg'), await propose(deps, '@Org3_eg')]
  await resolveAccounts(deps)
  t.equal(await gateOf(deps, published), 'ally')
  await decide(deps, published, 'approve')
  await decide(deps, said, 'approve', 'ally')
  t.equal((await directory.listAllies(deps, {}, 'name', { limit: 10 })).items.length, 2)
  t.equal(await judgeForField(deps), 0, 'nothing changed, nothing is judged')

  deps.config = { ...deps.config, HOME_FIELD: 'nursing' }
  t.equal(await judgedForOther(deps), 'social-work')
  t.same(await judgingAgain(deps), { field: 'nursing', left: 2 })
  t.ok((await leftOver(deps)).some(({ name }) => name === 'match-entries'))
  await HANDLERS['match-entries'](deps, {})
  t.equal(await judgingAgain(deps), null)
  t.equal(await judgedForOther(deps), null)
  t.equal(await gateOf(deps, published), 'home')
  t.equal(await gateOf(deps, said), 'ally', 'an organiser said so')
  t.same(
    (await directory.listAllies(deps, {}, 'name', { limit: 10 })).items.map(({ id }) => id),
    [said],
    'what is home now is public no more',
  )
  const before = await rowOf(deps, other)
  await deps.store.transaction((tx) => saveJudged(tx.db, { field: 'nursing', rules: 'older', next: null }, tx.now))
  t.same(await judgingAgain(deps), { field: 'nursing', left: 2 }, 'other rules ask for it too')
  t.equal(await judgeForField(deps), 2)
  t.equal((await rowOf(deps, other))?.version, before?.version, 'of what is judged as before nothing changes')
})
