import { APART_MS } from './readings.js'
import { OWNER, type Scene, type Shown } from './stage.js'

/** Outcomes that say that X will not have this member, or that nothing can be done with it. */
const REFUSALS = new Set(['protected_or_blocking', 'suspended', 'not_found', 'invalid'])
/** Outcomes that say that X did not do what it was asked, and with what it was asked. */
const UNDONE: Readonly<Record<string, 'add' | 'remove'>> = { silently_dropped: 'add', still_there: 'remove' }

/** What must hold of a plan as it is shown. */
export async function judgePlan(scene: Scene, view: Shown): Promise<void> {
  const { witness } = scene
  // RELIABILITY.md §3, 12: a list that is somebody else's is said to be, and nothing is done to it.
  const owner = witness.ownerShown()
  if (owner !== null && owner !== OWNER && view.verdict.safe) witness.say("a plan for a list that X showed as somebody else's counts as safe")
  await judgeBuried(scene)
}

/** RELIABILITY.md §3, 9: one reading may be an old copy. Nobody counts as gone before two whole readings, ten minutes apart, have agreed on it. */
async function judgeBuried({ witness, ...scene }: Scene): Promise<void> {
  for (const user of await scene.buried()) {
    if (witness.buried.has(user)) continue
    witness.buried.add(user)
    const added = witness.sends.findLast((send) => send.verb === 'add' && send.user === user)?.seq ?? 0
    const lacking = witness.wholeReads.filter((read) => read.position > added && !read.ids.has(user))
    const [first, last] = [lacking[0], lacking.at(-1)]
    if (first && last && last.at - first.at >= APART_MS) continue
    witness.say(
      `@${witness.entry(user)?.handle ?? user} counts as one who left after ${lacking.length === 0 ? 'no reading' : 'readings less than ten minutes apart'}`,
    )
  }
}

/**
 * RELIABILITY.md §3, 4: no false failure. What a person is told of a member is what X said of that member; an answer that was lost on its way said nothing.
 * `made` is how many requests X had seen when the plan had been made.
 */
export async function judgeOutcomes(scene: Scene, planId: string, made: number): Promise<void> {
  const { witness } = scene
  for (const { verb, x_user_id: user, state, outcome } of await scene.outcomes(planId)) {
    if (state !== 'failed' || outcome === null) continue
    const sends = witness.sends.filter((send) => send.verb === verb && send.user === user && send.seq > made)
    if (REFUSALS.has(outcome) && !sends.some((send) => witness.refused(send)))
      witness.say(`${verb} of @${witness.entry(user)?.handle ?? user} is called "${outcome}", which X never said`)
    // What was answered with "later" was not taken, so X cannot have dropped it.
    // Who was written down for this plan by a process that died before it sent it: no later one can know that. What died with an earlier plan is no excuse.
    if (witness.meant(user, made, Number.POSITIVE_INFINITY, verb)) continue
    // And an answer that came to a process which broke before it kept it is known to nobody.
    if (sends.some((send) => witness.brokeAt(send))) continue
    if (UNDONE[outcome] === verb && sends.every((send) => witness.rowOf(send)?.status === 429))
      witness.say(`${verb} of @${witness.entry(user)?.handle ?? user} is called "${outcome}" and was never taken`)
  }
}
