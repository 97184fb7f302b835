import { drawFrom } from './draw.js'
import type { Scene } from './stage.js'

/** Statuses that are told of when they are reached. */
const TOLD = new Set(['applying', 'verified', 'incomplete', 'stopped', 'cancelled'])
const STATUS: Readonly<Record<string, string>> = { 'plan.started': 'applying', 'plan.cancelling': 'applying' }

/**
 * RELIABILITY.md §3, 22: events arrive at least once and in any order. Whoever keeps of each plan the event with the highest number knows how it stands, so
 * every change of a plan must have told of itself, in the same step and in order.
 */
export async function judgeMail(scene: Scene): Promise<void> {
  const events = await scene.events()
  const d = drawFrom(scene.scenario.seed ^ 0x27d4eb2f)
  const arriving = d.some([...events, ...events], events.length * 2)
  const known = new Map<string, { seq: number; type: string }>()
  for (const event of arriving) if (event.seq > (known.get(event.subject)?.seq ?? 0)) known.set(event.subject, event)
  for (const [id, status] of await scene.statuses()) {
    const last = known.get(id)
    const told = last === undefined ? undefined : (STATUS[last.type] ?? last.type.slice('plan.'.length))
    if (TOLD.has(status) && told !== status) scene.witness.say(`a plan is ${status}, and its events say ${told ?? 'nothing'}`)
  }
}

/** An event of before arrives again: whoever it wakes finds nothing to do, unless the plan is really under way. */
export async function redeliver(scene: Scene, count: number, run: (planId: string) => Promise<unknown>): Promise<void> {
  const d = drawFrom(scene.scenario.seed ^ 0x165667b1)
  const events = (await scene.events()).filter((event) => event.type === 'plan.started' || event.type === 'plan.cancelling')
  for (const event of d.some(events, count)) {
    const [before, from] = [(await scene.statuses()).get(event.subject), scene.witness.position()]
    // Under way, or its wait is over: then there is something to do.
    const due = (await scene.unfinished()).includes(event.subject)
    scene.witness.count('event-again')
    await run(event.subject)
    if (due) continue
    if (scene.witness.position() > from) scene.witness.say('an event that arrived again led to calls to X')
    const after = (await scene.statuses()).get(event.subject)
    if (after !== before) scene.witness.say(`an event that arrived again made a plan ${after} that was ${before}`)
  }
}
