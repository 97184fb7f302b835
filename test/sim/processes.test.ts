import t from 'tap'
import { play } from './play.js'
import { drawScenario } from './scenario.js'
import { openLane } from './wire/lane.js'
import { setProcessScene } from './wire/processes.js'

/** Set by the suite's runner: a running Postgres. */
const POSTGRES = process.env.ALLIES_TEST_POSTGRES
/** Worlds in which a process is killed early and a second one is at work; hundreds of them are played by `npm run sim -- --wire --postgres`. */
const SEEDS = [49, 131]

t.test(
  'workers that are killed with -9 and work on one list at once lose, double and hurt nothing',
  { skip: POSTGRES ? false : 'no Postgres: run the suite with npm test' },
  async (t) => {
    const lane = await openLane(POSTGRES ?? '')
    t.teardown(() => lane.close())
    let crashes = 0
    for (const seed of SEEDS) {
      const played = await play(await setProcessScene(lane, drawScenario(seed)))
      t.same(played.violations, [], `seed ${seed}`)
      crashes += played.crashes
    }
    t.ok(crashes > 0, `${crashes} processes were killed`)
  },
)
