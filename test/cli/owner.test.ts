import { Command } from 'commander'
import type { Test } from 'tap'
import { consentOf } from '../../src/access/owner/in-force.js'
import { ownerCommands } from '../../src/cli/owner.js'
import { createList } from '../../src/lists/service.js'
import { ALICE, BOB, ownerWorld } from '../access/owner-world.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'

/** What a command prints. Standard input is no terminal here, as in a script. */
async function run(t: Test, deps: TestDeps, ...words: string[]): Promise<string> {
  const program = new Command('allies').exitOverride()
  ownerCommands(program, (use) => use(deps))
  const lines: string[] = []
  const caught = t.capture(process.stdout, 'write', (line: string) => {
    lines.push(line)
    return true
  })
  try {
    await program.parseAsync(['node', 'allies', 'owner', ...words])
  } finally {
    caught.restore()
  }
  return lines.join('')
}

const lastObject = (out: string) => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')

onBoth('connected from the command line, on a machine without a browser', async (t, deps) => {
  await ownerWorld(t, deps)
  const version = consentOf(deps).version
  t.match(await run(t, deps, 'status'), /In force: the account that is connected here\.\nNo account was ever connected\.\nConnect one: http/)
  await t.rejects(run(t, deps, 'connect'), { code: 'validation_failed', message: /--agree/ }, 'nobody to ask: nothing is begun')
  await t.rejects(run(t, deps, 'connect', '--agree', 'x'), { code: 'precondition_failed' })

  const visit = async (who: string) => {
    const shown = await run(t, deps, 'connect', '--agree', version)
    t.match(shown, 'never do')
    const url = /^http\S+authorize\S+$/m.exec(shown)?.[0] ?? ''
    return (await fetch(`${url}&_as=${who}`, { redirect: 'manual' })).headers.get('location') ?? ''
  }
  const address = await visit(ALICE)
  await t.rejects(run(t, deps, 'connect', '--redirect', 'http://evil.example/desk/owner/callback?state=x'), { code: 'validation_failed' })
  await t.rejects(run(t, deps, 'connect', '--redirect', address.replace(/state=[^&]+/, 'state=x')), { message: /not begun here/ })
  const connected = await run(t, deps, 'connect', '--redirect', address, '--json')
  t.match(connected, /connected @alice_eg/)
  t.match(lastObject(connected), { username: 'alice_eg', state: 'active', consent: { by: 'cli' } })
  await t.rejects(run(t, deps, 'connect', '--redirect', address), { message: /used already/ })
  t.match(await run(t, deps, 'status'), /@alice_eg \(14000001\): active, connected 2026/)

  await t.rejects(run(t, deps, 'connect', '--redirect', await visit(BOB)), { code: 'conflict', message: /another account than @alice_eg.*--switch/ })
  t.match(await run(t, deps, 'connect', '--redirect', await visit(BOB), '--switch'), /connected @bob_eg/)
  deps.clock.advance(1_000)
  const gone = await run(t, deps, 'disconnect', '--reason', 'The end', '--json')
  t.match(gone, /disconnected @bob_eg/)
  t.match(lastObject(gone), { ended_at_x: true, account: { state: 'disconnected' } })
  t.match(await run(t, deps), /@bob_eg \(14000002\): disconnected/)
  const { id } = await createList(deps, 'cli', { name: 'Allies' })
  await deps.database.executeSql(`update list set x_list_id = '77', x_owner_id = '${ALICE}' where id = '${id}'`)
  t.match(await run(t, deps), `Allies (${id}) needs @alice_eg (14000001)`)
})

onBoth('the command line says when keys of the environment are in force', async (t, deps) => {
  await ownerWorld(t, deps, { config: { X_APP_KEY: 'k', X_APP_SECRET: 's', X_ACCESS_TOKEN: 't', X_ACCESS_SECRET: 'u' } })
  t.match(await run(t, deps), /In force: keys of the environment \(OAuth 1\.0a/)
  await t.rejects(run(t, deps, 'connect', '--agree', 'x'), { code: 'conflict', message: /X_ACCESS_TOKEN/ })
  await t.rejects(run(t, deps, 'disconnect'), { code: 'conflict', message: /take X_ACCESS_TOKEN out/ })
})
