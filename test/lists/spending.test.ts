import { meterSpending, spendingThisMonth } from '../../src/lists/spending.js'
import { isPlatformError } from '../../src/platform/port.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { onBoth } from '../helpers/engines.js'
import { OWNER, openWorld, organisation } from '../helpers/world.js'

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
