import { PART_MS } from '../../src/lists/pace.js'
import type { Scene } from './stage.js'

/** Calls that tell something of the list. */
export const LOOKS: ReadonlySet<string> = new Set(['GET /2/lists/:id', 'GET /2/lists/:id/members'])

/** What must hold when a run ends with its plan waiting; `from` is where in X's log the run began. */
export async function judgeWait(scene: Scene, planId: string, from: number): Promise<void> {
  const { witness, clock } = scene
  const left = ((await scene.waitsUntil(planId)) ?? 0) - clock.now().getTime()
  witness.slept(left)
  // A second worker may have taken the very plan up by now.
  const alone = !witness.happened['second-worker']
  if (alone && (await scene.writing())?.startsWith(`${planId} `)) witness.say('a plan that waits keeps the writing')
  if (left >= PART_MS) judgePart(scene, from)
}

/** X-PLATFORM.md §1: a lock may hide behind a yes, so what a day's part of a plan was told is held against X's count before the night. */
function judgePart({ witness, sim, scenario }: Scene, from: number): void {
  const run = sim.log().slice(from)
  const last = witness.sends.findLast((send) => send.by === 'first' && send.seq > from && witness.rowOf(send)?.status === 200 && !witness.refused(send))
  if (!last || run.some((row) => row.seq > last.seq && LOOKS.has(row.route))) return
  // Whoever took over meanwhile has looked and put the plan to sleep; what this one sent in the dark is read with the next part.
  if (run.some((row) => row.by === 'second')) return
  // Before the end of a limit of a day X answers nothing; and without a token nothing arrives there.
  if (run.some((row) => row.status === 429) || scenario.rounds.some(({ faults }) => faults.some((fault) => fault.name === 'token-server-down'))) return
  witness.say('a day’s part of a plan was left for the night without a look at what came of it')
}
