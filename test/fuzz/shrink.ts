import type { Checker } from './checker.js'
import { type Breach, judge, type Rule } from './judge.js'
import type { Request } from './request.js'
import type { World } from './world.js'

/** Breaches that one request shows by itself, so that a smaller one can be tried. */
const ALONE: ReadonlySet<Rule> = new Set(['server-error', 'undocumented', 'schema', 'media-type', 'header', 'problem'])
const MOST_TRIES = 40

/** Everything that is one step smaller: a parameter less, a header less, a member less, a shorter text. */
function* steps(request: Request): Generator<Request> {
  for (const [name] of request.query) yield { ...request, query: request.query.filter(([other]) => other !== name) }
  for (const name of Object.keys(request.headers))
    if (name !== 'content-type') yield { ...request, headers: Object.fromEntries(Object.entries(request.headers).filter(([other]) => other !== name)) }
  for (const [name, value] of request.query)
    if (value.length > 1)
      yield { ...request, query: request.query.map(([other, old]) => [other, other === name ? old.slice(0, Math.ceil(old.length / 2)) : old]) }
  const { value } = request
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return
  const body = (changed: Record<string, unknown>) => ({ ...request, value: changed, payload: JSON.stringify(changed) })
  const members = value as Record<string, unknown>
  for (const name of Object.keys(members)) yield body(Object.fromEntries(Object.entries(members).filter(([other]) => other !== name)))
  for (const [name, one] of Object.entries(members)) {
    if (typeof one === 'string' && one.length > 1) yield body({ ...members, [name]: one.slice(0, Math.ceil(one.length / 2)) })
    if (Array.isArray(one) && one.length > 1) yield body({ ...members, [name]: one.slice(0, Math.ceil(one.length / 2)) })
  }
}

/** The smallest request found that still shows the same breach, sent in the same world. */
export async function smaller(request: Request, breach: Breach, world: World, checker: Checker): Promise<Request> {
  if (!ALONE.has(breach.rule)) return request
  let [best, tries] = [request, 0]
  for (let found = true; found && tries < MOST_TRIES; ) {
    found = false
    for (const step of steps(best)) {
      if (++tries > MOST_TRIES) break
      const response = await world.send(step)
      if (!judge({ ...step, fault: '' }, response, checker, world).some(({ rule, text }) => rule === breach.rule && text === breach.text)) continue
      best = step
      found = true
      break
    }
  }
  return best
}
