import { judgeEnd, story } from './judge.js'
import { judgeMail } from './judge-mail.js'
import { newOrganiser } from './organiser.js'
import type { Crash } from './scenario.js'
import type { Scene, SeenRow } from './stage.js'

const HOUR_MS = 3_600_000

export interface Played {
  seed: number
  /** Faults that fired, by name. */
  faults: Record<string, number>
  crashes: number
  steps: number
  violations: string[]
  /** Where the last crash was. */
  where: string
}

export interface PlayOptions {
  /** Instead of the drawn crashes: none, or one at this step counted over all rounds. */
  crashAt?: number | null
  /** Told in the end, line by line, what X saw and what hands did. */
  trace?: ((line: string) => void) | undefined
}

/** Plays one seed from beginning to end and judges it. */
export async function play(scene: Scene, { crashAt, trace }: PlayOptions = {}): Promise<Played> {
  const { scenario } = scene
  const cooldowns: { from: number; until: number }[] = []
  const organiser = newOrganiser(scene, cooldowns)
  try {
    for (const round of scenario.rounds) {
      scene.clock.advance(round.after * HOUR_MS)
      scene.setFaults(round)
      const passed = scene.life.total()
      const crashes: Crash[] = crashAt === undefined ? round.crashes : crashAt !== null && crashAt > passed ? [{ step: crashAt - passed, kind: 'kill' }] : []
      scene.life.arm(crashes)
      await organiser.round(round)
      scene.clearFaults()
    }
    const steps = scene.life.total()
    scene.life.arm([])
    const { final, error } = await organiser.quietDays()
    judgeEnd(scene, { final, ours: await scene.answeredFor(), cooldowns, error })
    await judgeMail(scene)
    if (trace) for (const line of story(scene)) trace(line)
    const faults = countFaults(scene)
    return { seed: scenario.seed, faults, crashes: scene.life.crashes(), steps, violations: scene.witness.violations, where: scene.life.where() }
  } finally {
    await scene.settle()
    await scene.close()
  }
}

/** What was met in a world, by name; the table of faults is made of it. */
function countFaults({ scenario, sim, witness, life }: Scene): Record<string, number> {
  const { happened } = witness
  for (const row of sim.log()) {
    for (const name of row.faults) witness.count(name === 'rate-429' ? `rate-429:${limitOf(row)}` : name)
    if (row.status === 429 && row.faults.length === 0) witness.count('window-used-up')
    if (row.status === 0 && row.effect !== 'none') witness.count('answer-lost')
  }
  for (const send of witness.sends) {
    const row = witness.rowOf(send)
    if (witness.refused(send)) witness.count('refused')
    if (send.verb === 'add' && row?.status === 200 && row.effect === 'none' && row.faults.length === 0 && !witness.troubled(send.user))
      witness.count('added-twice')
  }
  for (const edit of witness.handEdits) witness.count(`hand-${edit.kind}`)
  if (scenario.skew !== 0) witness.count('clock-skew')
  if (scenario.settings.budget_usd < 1) witness.count('small-budget')
  if (scenario.x.full_at < 5_000) witness.count('list-full')
  return { ...happened, ...life.kinds() }
}

/** What a 429 said of its end. */
const limitOf = (row: SeenRow): string =>
  row.until === undefined
    ? 'absent'
    : row.until <= row.at
      ? 'past'
      : row.until - row.at > 48 * HOUR_MS
        ? 'absurd'
        : row.until - row.at > HOUR_MS
          ? 'day'
          : 'proper'
