import { spawn } from 'node:child_process'
import t, { type Test } from 'tap'
import { createProgram } from '../../src/cli/program.js'
import { systemClock } from '../../src/deps.js'
import { setException } from '../../src/lists/service.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { urlOf } from '../access/owner-world.js'
import { onPostgres, type TestDeps } from '../helpers/engines.js'
import { approveAll, OWNER, organisation } from '../helpers/world.js'

interface Said {
  code: number | null
  out: string
  err: string
  /** The last line. */
  // biome-ignore lint/suspicious/noExplicitAny: what a script would read
  json: any
}

interface Shell {
  sim: Simulator
  ids: Map<string, string>
  /** The real command line, in a process of its own, on the test's database and the simulated X. */
  allies: (...words: string[]) => Promise<Said>
  /** The same with other settings. */
  with: (env: Record<string, string>) => Shell['allies']
}

async function shell(t: Test, deps: TestDeps): Promise<Shell> {
  const sim = await startSimulator({
    clock: systemClock,
    seed: 7,
    scenario: { users: [{ id: OWNER, username: 'swchat_eg' }, ...[1, 2, 3, 4].map((n) => organisation(n))] },
  })
  t.teardown(() => sim.close())
  const credentials = sim.credentials(OWNER)
  deps.platform = createXPlatform({ baseUrl: sim.url, credentials, clock: systemClock, meter: () => undefined })
  const ids = await approveAll(
    deps,
    [1, 2, 3, 4].map((n) => `Org${n}_eg`),
  )
  const settings = {
    ...process.env,
    NODE_OPTIONS: '',
    NO_COLOR: '1',
    DATABASE_URL: await urlOf(deps),
    SECRET: deps.config.SECRET,
    LOG_LEVEL: 'silent',
    X_API_BASE_URL: sim.url,
    X_BEARER_TOKEN: credentials.bearer,
    X_ACCESS_TOKEN: credentials.user.access_token,
    X_ADD_PAUSE_MS: '0',
  }
  const withEnv =
    (env: Record<string, string>): Shell['allies'] =>
    (...words) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['dist/cli.js', ...words], { env: { ...settings, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
        const said = { out: '', err: '' }
        child.stdout.on('data', (data) => {
          said.out += data
        })
        child.stderr.on('data', (data) => {
          said.err += data
        })
        child.once('close', (code) => {
          const last = said.out.trimEnd().split('\n').at(-1) ?? ''
          resolve({ code, ...said, json: last.startsWith('{') ? JSON.parse(last) : null })
        })
      })
  return { sim, ids, allies: withEnv({}), with: withEnv }
}

const idOf = (sim: Simulator) => sim.lists().at(-1)?.id ?? ''

onPostgres('plan, apply, cancel and rollback through the real command line: exit codes, JSON as the last line, and what is refused', async (t, deps) => {
  const { sim, ids, allies, with: withEnv } = await shell(t, deps)
  const list = (await allies('list', 'create', 'Allies', '--json')).json.id as string
  const plan = await allies('plan', list, '--exit-code', '--json')
  t.match(plan, { code: 5, json: { creates_list: true, counts: { add: 4 }, status: 'ready' } })
  t.match(plan.out, `allies apply ${plan.json.id} --checksum ${plan.json.checksum}`)
  t.match(await allies('apply', plan.json.id), { code: 2, err: /--checksum/ })
  t.match(await allies('apply', plan.json.id, '--checksum', 'a'.repeat(64)), { code: 3, err: /not that of plan/ })

  const sum = ['--checksum', plan.json.checksum]
  t.match(
    await withEnv({ X_API_BASE_URL: 'http://127.0.0.1:9' })('apply', plan.json.id, ...sum),
    { code: 7, out: /stopped/ },
    'X not there: it keeps its place',
  )
  sim.setFault({ name: 'credits-402', route: 'POST /2/lists/:id/members', nth: 3, next: 1 })
  t.match(await allies('apply', plan.json.id, ...sum, '--json'), { code: 7, json: { status: 'stopped', note: /credits/ } })
  const done = await allies('apply', plan.json.id, ...sum, '--json')
  t.match(done, { code: 0, json: { status: 'verified', outcomes: [{ outcome: 'added' }, { outcome: 'added' }, { outcome: 'added' }, { outcome: 'added' }] } })
  t.match(done.err, /sending: 4\/4/)
  t.equal(sim.members(idOf(sim)).length, 4)
  t.match(await allies('apply', plan.json.id, ...sum), { code: 1, err: /is verified/ })
  t.match(await allies('plan', list, '--exit-code'), { code: 0, out: /X shows what we want/ })

  for (const n of [1, 2, 3]) await setException(deps, 'cli', list, ids.get(`Org${n}_eg`) ?? '', 'exclusion', 'a test')
  const unsafe = await allies('plan', list, '--exit-code', '--json')
  t.match(unsafe, { code: 3, out: /held back too_many_removals/ })
  const seen = ['apply', unsafe.json.id, '--checksum', unsafe.json.checksum]
  t.match(await allies(...seen), { code: 3, err: /--override too_many_removals --reason/ })
  t.match(await allies(...seen, '--override', 'too_many_removals'), { code: 2, err: /needs --reason/ })
  t.match(await allies(...seen, '--override', 'too_many_removals', '--reason', 'all of them went'), { code: 0 })
  t.equal(sim.members(idOf(sim)).length, 1)

  const back = await allies('rollback', unsafe.json.id, '--reason', 'they are back', '--json')
  t.match(back, { code: 0, json: { rollback_of: unsafe.json.id, status: 'ready' } })
  t.match(await allies('cancel', back.json.id, '--reason', 'no', '--json'), { code: 0, json: { status: 'cancelled' } })
  t.match(await allies('cancel', back.json.id, '--reason', 'no'), { code: 1, err: /cancelled already/ })
})

onPostgres('a plan that another process carries out is followed to its end', async (t, deps) => {
  const { sim, allies, with: withEnv } = await shell(t, deps)
  const list = (await allies('list', 'create', 'Allies', '--json')).json.id as string
  const { json: plan } = await allies('plan', list, '--json')
  const words = ['apply', plan.id, '--checksum', plan.checksum]
  const first = withEnv({ X_ADD_PAUSE_MS: '2500' })(...words)
  while (sim.log().every((row) => row.effect !== 'member-added')) await systemClock.sleep(50)
  const second = await allies(...words)
  t.match(second, { code: 0, out: /is being carried out already since .*: followed to its end/ })
  t.match(second.err, /sending: 4\/4/)
  t.match(await first, { code: 0 })
  t.equal(sim.log().filter((row) => row.route === 'POST /2/lists/:id/members').length, 4, 'sent once')
})

onPostgres('drift, dump, and a list lost on X through the real command line', async (t, deps) => {
  const { sim, allies } = await shell(t, deps)
  const list = (await allies('list', 'create', 'Allies', '--json')).json.id as string
  const { json: plan } = await allies('plan', list, '--json')
  t.equal((await allies('apply', plan.id, '--checksum', plan.checksum)).code, 0)
  const xId = idOf(sim)
  t.match(await allies('drift', list, '--json'), { code: 0, json: { check: { outcome: 'as_applied' } } })
  sim.addUser({ id: '9007199254740993', username: 'byhand_eg' })
  sim.handAdd(xId, '9007199254740993')
  sim.changeList(xId, { name: 'Friends' })
  t.match(await allies('drift', list), { code: 5, out: /Somebody added @byhand_eg[\s\S]*The name is “Friends” on X/ })
  t.match(await allies('plan', list, '--json'), { json: { fields_on_x: [{ field: 'name' }], foreign: [{ handle: 'byhand_eg' }] } })
  t.match(await allies('drift', 'ignore', list, '@byhand_eg', '--reason', 'theirs', '--json'), { code: 0, json: { decision: 'ignore' } })
  t.match(await allies('drift', 'keep', list, '--reason', 'a better name'), { code: 0, out: /follows X/ })
  t.match(await allies('drift', list), { code: 0, out: /as it was left/ })

  sim.addList({ owner_id: OWNER, id: '700', name: 'Of old' })
  for (const member of ['9007199254740993', OWNER]) sim.handAdd('700', member)
  t.match(await allies('dump', '700', '--json'), { code: 3, json: { member_count: 2, cost_usd: 0.025 }, out: /about \$0\.025\. Agree to it with --yes/ })
  t.match(await allies('dump', 'https://x.com/i/lists/700', '--yes', '--dry-run', '--json'), {
    code: 0,
    json: { dry_run: true, counts: { made: 1, left_out: 1 } },
  })
  t.match(await allies('dump', 'my list', '--yes'), { code: 2, err: /names no list on X/ })
  t.match(await allies('dump', '701', '--yes'), { code: 1, err: /X shows no list 701/ })

  sim.changeList(xId, { deleted: true })
  t.match(await allies('plan', list), { code: 1, err: /not on X any more.*allies list replace/ })
  t.match(await allies('drift', list), { code: 5, out: /gone from X/ })
  const anew = await allies('list', 'replace', list, '--reason', 'deleted by mistake', '--json')
  t.match(anew, { code: 0, json: { creates_list: true }, out: `allies list connect ${list} ${xId}` })
  t.match(await allies('list', 'disconnect', list, '--json'), { code: 0, json: { on_x: null, former_x_list_id: xId } })
})

t.test('the help of each command says what its exit codes mean, and what it keeps a reason for', async (t) => {
  for (const [command, words] of [
    ['plan', /Exit codes with --exit-code/],
    ['apply', /Exit codes: 0 done.*7 stopped/s],
    ['cancel', /--reason <text>/],
    ['rollback', /next ordinary plan does the same again/],
    ['drift', /Exit codes: 0 as it was left/],
    ['dump', /Exit codes: 0 done/],
    ['list', /replace \[options\] <id>/],
    ['reject', /kept on the record and shown\s+to the nominators/],
    ['withdraw', /kept on the record, for\s+organisers only/],
  ] as const) {
    const said: string[] = []
    const output = { writeOut: (text: string) => void said.push(text) }
    const program = createProgram().configureOutput(output)
    for (const one of program.commands) one.configureOutput(output).exitOverride()
    await t.rejects(program.parseAsync(['node', 'allies', command, '--help']), { code: 'commander.helpDisplayed' } as never)
    t.match(said.join(''), words)
  }
})
