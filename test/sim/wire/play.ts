import { buildIfStale, compileTests } from '../../helpers/compile.js'
import type { Scenario } from '../scenario.js'
import type { Scene } from '../stage.js'

/** Opens what the worlds on the wire need, lets `perform` play seeds in it, once for each lane, and closes it. */
export async function overTheWire(
  { postgres, threads }: { postgres: boolean; threads: number },
  perform: (scene: (drawn: Scenario) => Promise<Scene>) => Promise<void>,
): Promise<void> {
  if (!postgres) {
    const { openBackstage, setWireScene } = await import('./scene.js')
    const backstage = await openBackstage()
    await perform((drawn) => setWireScene(backstage, drawn))
    await backstage.close()
    return
  }
  if (!buildIfStale()) throw new Error('the build failed')
  compileTests()
  const [{ startPostgres }, { openLane }, { setProcessScene }] = await Promise.all([
    import('../../helpers/postgres.js'),
    import('./lane.js'),
    import('./processes.js'),
  ])
  const cluster = await startPostgres()
  try {
    await Promise.all(
      Array.from({ length: threads }, async () => {
        const lane = await openLane(cluster.url)
        try {
          await perform((drawn) => setProcessScene(lane, drawn))
        } finally {
          await lane.close()
        }
      }),
    )
  } finally {
    await cluster.stop()
  }
}
