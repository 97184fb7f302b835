import { Command } from 'commander'
import type { Test } from 'tap'
import { driftCommands } from '../../src/cli/drift.js'
import { dumpCommands } from '../../src/cli/dump.js'
import { runPlan, startPlan } from '../../src/lists/apply.js'
import * as lists from '../../src/lists/service.js'
import { getDeskList } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, OWNER, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { openDesk } from '../web/desk.js'

const BY_HAND = '9007199254740993'

async function setUp(t: Test, deps: TestDeps) {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const list = await lists.createList(deps, 'key:test', { name: 'Allies' })
  const plan = await lists.planList(deps, 'key:test', list.id)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  await runPlan(deps, plan.id)
  const xId = sim.lists()[0]?.id ?? ''
  sim.addUser({ id: BY_HAND, username: 'byhand_eg', name: 'By hand' })
  return { sim, list, xId }
}

onBoth('drift over the API: look, history, decide, undo, keep, policy', async (t, deps) => {
  const { sim, list, xId } = await setUp(t, deps)
  const { call, key } = await testApp(t, deps)
  const [curate, write] = [await key('directory:curate'), await key('nominations:write')]
  const at = `/lists/${list.id}`
  t.equal((await call('POST', `${at}/checks`, {})).statusCode, 401)
  t.equal((await call('POST', `${at}/checks`, { key: write })).statusCode, 403)
  t.match((await call('GET', `${at}/drift`, { key: curate })).json(), { last_check: null, foreign: [] })
  sim.handAdd(xId, BY_HAND)
  sim.changeList(xId, { private: false })
  const looked = await call('POST', `${at}/checks`, { key: curate })
  t.equal(looked.statusCode, 201)
  t.match(looked.json(), { outcome: 'drifted', kind: 'full', member_count: 3, members: { foreign: [{ x_user_id: BY_HAND }] }, fields: [{ changed: 'on_x' }] })
  t.match((await call('POST', `${at}/checks?full=true`, { key: curate })).json(), { kind: 'full' })
  t.match((await call('GET', `${at}/checks?limit=1`, { key: curate })).json(), { items: [{ kind: 'full' }], next_cursor: /./ })
  t.equal((await call('POST', `${at}/checks?full=perhaps`, { key: curate })).statusCode, 400)
  t.equal((await call('PUT', `${at}/decisions/abc`, { key: curate, body: { decision: 'adopt', reason: 'x' } })).statusCode, 404, 'an address that cannot be')
  t.equal((await call('PUT', `${at}/decisions/${BY_HAND}`, { key: curate, body: { decision: 'adopt' } })).statusCode, 400, 'a reason is needed')
  t.equal((await call('PUT', `${at}/decisions/12`, { key: curate, body: { decision: 'adopt', reason: 'x' } })).statusCode, 404)
  t.match((await call('PUT', `${at}/decisions/${BY_HAND}`, { key: curate, body: { decision: 'adopt', reason: 'x' } })).json(), { decision: 'adopt' })
  t.match((await call('GET', `${at}/drift`, { key: curate })).json(), { foreign: [], decisions: [{ handle: 'byhand_eg' }] })
  t.match((await call('DELETE', `${at}/decisions/${BY_HAND}`, { key: curate })).json(), { foreign: [{ handle: 'byhand_eg' }], decisions: [] })
  t.match((await call('PUT', `${at}/fields`, { key: curate, body: { take: 'theirs', reason: 'public now' } })).json(), { fields: [] })
  t.equal((await call('PUT', `${at}/fields`, { key: curate, body: { take: 'theirs', reason: 'again' } })).statusCode, 409)
  const { etag } = (await call('GET', `/desk/lists/${list.id}`, { key: curate })).json()
  const edit = await call('PATCH', at, { key: curate, headers: { 'if-match': etag }, body: { foreign_members: 'ignore' } })
  t.match(edit.json(), { foreign_members: 'ignore' })
  t.match((await call('GET', `${at}/drift`, { key: curate })).json(), { foreign: [] })
  t.equal((await call('GET', '/lists/lst_00000000000000000000000000/drift', { key: curate })).statusCode, 404)
})

onBoth('a list on X is taken in over the API, once its cost was agreed to', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  sim.addList({ owner_id: OWNER, id: '9007199254740995', name: 'Friends' })
  sim.handAdd('9007199254740995', BY_HAND)
  const { call, key } = await testApp(t, deps)
  const curate = await key('directory:curate')
  const refused = await call('POST', '/lists/dump', { key: curate, body: { list: '9007199254740995' } })
  t.equal(refused.statusCode, 409)
  t.match(refused.json(), { code: 'conflict', cost_usd: 0.015, member_count: 1 })
  const body = { list: '9007199254740995', confirm_cost: true }
  t.match((await call('POST', '/lists/dump', { key: curate, body: { ...body, dry_run: true } })).json(), { dry_run: true })
  const done = await call('POST', '/lists/dump', { key: curate, body, headers: { 'idempotency-key': 'one-and-the-same' } })
  t.equal(done.statusCode, 201)
  t.match(done.json(), { definition: 'made', x_list_id: '9007199254740995', counts: { made: 1 } })
  const before = sim.log().length
  t.same((await call('POST', '/lists/dump', { key: curate, body, headers: { 'idempotency-key': 'one-and-the-same' } })).json(), done.json())
  t.equal(sim.log().length, before, 'the same request again pays nothing')
  t.equal((await call('POST', '/lists/dump', { key: curate, body: { list: '12345678901234567890' } })).statusCode, 400)
})

async function run(t: Test, deps: TestDeps, ...words: string[]) {
  const program = new Command('allies').exitOverride()
  driftCommands(program, (use) => use(deps))
  dumpCommands(program, (use) => use(deps))
  const lines: string[] = []
  const [was, caught] = [
    process.exitCode,
    t.capture(process.stdout, 'write', (line: string) => {
      lines.push(line)
      return true
    }),
  ]
  process.exitCode = undefined
  try {
    await program.parseAsync(['node', 'allies', ...words])
    const out = lines.join('')
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked at by match
    return { out, code: process.exitCode, json: words.includes('--json') ? (JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as any) : null }
  } finally {
    caught.restore()
    process.exitCode = was
  }
}

onBoth('drift and dump from the command line, with exit codes for scripts', async (t, deps) => {
  const { sim, list, xId } = await setUp(t, deps)
  t.match(await run(t, deps, 'drift', list.id), { code: undefined, out: /Allies on X: as it was left, X counts 2 members \(2 expected\)/ })
  sim.handAdd(xId, BY_HAND)
  const drifted = await run(t, deps, 'drift', list.id, '--json')
  t.equal(drifted.code, 5)
  t.match(drifted.json, { check: { outcome: 'drifted' }, drift: { foreign: [{ handle: 'byhand_eg' }] } })
  t.match(drifted.out, /allies drift adopt\|ignore/)
  t.match(await run(t, deps, 'drift', list.id, '--stored'), { code: 5 })
  await t.rejects(run(t, deps, 'drift', 'adopt', list.id, '@nobody', '--reason', 'x'), /No look has seen @nobody/)
  t.match(
    (await run(t, deps, 'drift', 'adopt', list.id, '@ByHand_eg', '--reason', 'ours')).out,
    /adopt @byhand_eg \(9007199254740993\): .*waits for your decision/,
  )
  t.match((await getDeskList(deps, list.id)).waiting, { remove: 0 }, 'who waits for a decision is not taken off meanwhile')
  t.match((await run(t, deps, 'drift', 'undo', list.id, BY_HAND, '--reason', 'no')).out, /taken back/)
  t.match((await run(t, deps, 'drift', 'ignore', list.id, 'byhand_eg', '--reason', 'theirs')).out, /left as it is/)
  t.match(await run(t, deps, 'drift', list.id, '--full'), { code: undefined })
  sim.changeList(xId, { private: false })
  t.equal((await run(t, deps, 'drift', list.id)).code, 5)
  t.match((await run(t, deps, 'drift', 'revert', list.id, '--reason', 'a slip')).out, /next plan sets ours/)
  t.match((await run(t, deps, 'drift', 'policy', list.id, 'ignore')).out, /left to them/)
  await t.rejects(run(t, deps, 'drift', 'policy', list.id, 'perhaps'), /ask, ignore or adopt/)
  t.match((await run(t, deps, 'drift', 'history', list.id, '--json')).json.items.length, 4, 'a stored look is none')
  sim.changeList(xId, { deleted: true })
  t.match(await run(t, deps, 'drift', list.id), { code: 5, out: /gone from X/ })

  sim.addList({ owner_id: OWNER, id: '700', name: 'Friends' })
  sim.handAdd('700', BY_HAND)
  t.match(await run(t, deps, 'dump', '700'), { code: 3, out: /has 1 member: reading it costs about \$0\.015\. Agree to it with --yes/ })
  t.match((await run(t, deps, 'dump', '700', '--yes', '--dry-run', '--json')).json, { dry_run: true, counts: { matched: 1 } })
  t.match(await run(t, deps, 'dump', 'https://x.com/i/lists/700', '--yes'), {
    code: undefined,
    out: /1 members, 0 new entries, 1 known.*\n[\s\S]*Defined as lst_/,
  })
})

onBoth('an organiser sees on the desk what others changed, and says what becomes of it', async (t, deps) => {
  const { sim, list, xId } = await setUp(t, deps)
  const desk = await openDesk(t, deps)
  const page = `/desk/lists/${list.id}`
  t.match((await desk.get(page)).body, /Nobody has looked at it yet/)
  sim.handAdd(xId, BY_HAND)
  sim.changeList(xId, { private: false })
  t.equal((await desk.post(`${page}/checks`, { full: 'no' })).statusCode, 303)
  const seen = (await desk.get(`${page}?done=look-list`)).body
  for (const part of [/changed by hand/, /@byhand_eg/, /It becomes a proposed entry/, /privacy is public on X and private here/, /Read every member \(about/])
    t.match(seen, part)
  const refused = await desk.post(`${page}/decisions`, { x_user_id: BY_HAND, decision: 'adopt', reason: '' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /That was not done/)
  t.equal((await desk.post(`${page}/decisions`, { x_user_id: BY_HAND, decision: 'adopt', reason: 'We like them' })).statusCode, 303)
  t.match((await desk.get(page)).body, /1 member was decided on/)
  t.equal((await desk.post(`${page}/decisions`, { x_user_id: BY_HAND, decision: 'undo', reason: 'Taken back at the desk.' })).statusCode, 303)
  t.equal((await desk.post(`${page}/fields`, { take: 'theirs', reason: 'public by now' })).statusCode, 303)
  const { etag } = await lists.getDeskList(deps, list.id)
  t.equal((await desk.post(`${page}/policy`, { etag, foreign_members: 'ignore' })).statusCode, 303)
  t.notMatch((await desk.get(page)).body, /Added by others on X/)
  t.equal((await desk.post(`${page}/policy`, { etag, foreign_members: 'adopt' })).statusCode, 412, 'an old page decides nothing')

  sim.addList({ owner_id: OWNER, id: '700', name: 'Friends' })
  sim.handAdd('700', BY_HAND)
  t.match((await desk.get('/desk/lists')).body, /A list you already have on X/)
  t.match((await desk.post('/desk/dump', { list: 'https://x.com/i/lists/700' })).body, /It has 1 member\. Reading it costs about <strong>\$0\.015/)
  t.match((await desk.post('/desk/dump', { list: '700', step: 'try' })).body, /A dry run: nothing was kept/)
  t.match((await desk.post('/desk/dump', { list: '700', step: 'dump' })).body, /To the list/)
  t.match((await desk.post('/desk/dump', { list: 'friends' })).body, /This names no list on X/)
})
