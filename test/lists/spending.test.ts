import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { meterSpending, spendingThisMonth } from '../../src/lists/spending.js'
import { isPlatformError } from '../../src/platform/port.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { onBoth } from '../helpers/engines.js'
import { OWNER, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'

onBoth(
  'the monthly budget is a hard stop for every call, and a new month begins at nothing',
  async (t, deps) => {
    const { sim } = await openWorld(t, deps, [organisation(1), organisation(2), organisation(3)])
    const spending = meterSpending(deps.store, deps.clock, deps.log, deps.config.X_MONTHLY_BUDGET_USD)
    const platform = createXPlatform({ baseUrl: sim.url, credentials: sim.credentials(OWNER), clock: deps.clock, meter: spending.meter, allow: spending.allow })
    await platform.lookupUsers(['Org1_eg', 'Org2_eg'])
    await spending.settle()
    t.same(await spendingThisMonth(deps), { spent_usd: 0.02, budget_usd: 0.02 })
    const calls = sim.log().length
    const refused = await platform.lookupUsers(['Org3_eg']).then(
      () => null,
      (error: unknown) => error,
    )
    t.ok(isPlatformError(refused) && refused.kind === 'credits')
    t.match((refused as Error).message, 'X_MONTHLY_BUDGET_USD')
    t.equal(sim.log().length, calls, 'nothing was sent')
    deps.clock.advance(32 * 86_400_000)
    t.match(await platform.lookupUsers(['Org3_eg']), [{ status: 'found' }])
    await spending.settle()
  },
  { config: { X_MONTHLY_BUDGET_USD: '0.02' } },
)

onBoth(
  'near the end of the budget no more accounts are asked for than it pays, the rest waits, and the report says how many',
  async (t, deps) => {
    const { sim } = await openWorld(
      t,
      deps,
      [1, 2, 3, 4].map((n) => organisation(n)),
    )
    const spending = meterSpending(deps.store, deps.clock, deps.log, deps.config.X_MONTHLY_BUDGET_USD)
    const { meter, allow, left } = spending
    deps.platform = createXPlatform({ baseUrl: sim.url, credentials: sim.credentials(OWNER), clock: deps.clock, meter, allow, left })
    for (const n of [1, 2, 3, 4]) {
      const parsed = parseTarget(`@Org${n}_eg`)
      if (parsed.ok) await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))
    }
    t.match(await resolveAccounts(deps), { looked_up: 4, found: 2, unanswered: 2 })
    await spending.settle()
    t.equal((await spendingThisMonth(deps)).spent_usd, 0.02, 'not a cent above')
    const { call, key } = await testApp(t, deps)
    const refused = await call('POST', '/desk/resolve', { body: {}, key: await key('directory:curate') })
    t.equal(refused.statusCode, 502)
    t.match(refused.json(), { kind: 'credits', detail: /X_MONTHLY_BUDGET_USD/ })
    deps.clock.advance(32 * 86_400_000)
    t.match(await resolveAccounts(deps), { found: 2, unanswered: 2 })
    await spending.settle()
  },
  { config: { X_MONTHLY_BUDGET_USD: '0.025' } },
)
