import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Clock } from '../../kernel/clock.js'
import { type Meter, type Operation, PlatformError, PRICES_MILLI_USD, type RateBook } from '../port.js'
import { type Candidate, classify, type Reply } from './classify.js'
import type { Request } from './client.js'
import type { Line } from './line.js'
import { closedWindow, dayWindow, readWindows } from './windows.js'

const RETRIES = 3
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8_000

export interface CallerOptions {
  clock: Clock
  meter: Meter
  random: () => number
  /** Asked before every call that may cost money. @throws PlatformError `credits` when the deployment's own budget is spent. */
  allow?: ((cost: number) => Promise<void>) | undefined
  /** What is known of X's rate windows; without it the only one who knows is X. */
  rates?: RateBook | undefined
}

/** How one operation is sent and its answer believed. */
export interface Plan<S extends TSchema> extends Request {
  operation: Operation
  /** X counts by method and route: where one operation has two routes, the name of the second one's window. */
  window?: string
  schema: S
  /** Resources in the answer, where the price is by the resource. */
  units?: (answer: Static<S>) => number
  /** The caller makes sense of failures itself (`success`, a named bad value). */
  onFailure?: (candidate: Candidate) => Static<S> | undefined
}

export type Caller = <S extends TSchema>(plan: Plan<S>) => Promise<Static<S>>

/**
 * One caller for one set of credentials. Reads are repeated when the line or the server failed; writes never, because they may have
 * taken effect: whoever wrote must look first.
 * @returns a function that gives an answer of the asked shape or throws PlatformError
 */
export function createCaller(line: Line, { clock, meter, random, allow, rates }: CallerOptions): Caller {
  return async (plan) => {
    const tries = plan.method === 'GET' ? 1 + RETRIES : 1
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(plan)
      if ('answer' in outcome) return outcome.answer
      if (outcome.kind !== 'transient' || attempt >= tries) throw errorOf(plan.operation, outcome)
      await clock.sleep(Math.floor(random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1))))
    }
  }

  async function once<S extends TSchema>(plan: Plan<S>): Promise<{ answer: Static<S> } | Candidate> {
    const signed = await line.current()
    await refuseClosed(plan, signed.subject)
    await allow?.(PRICES_MILLI_USD[plan.operation].price)
    let reply = await signed.send(plan)
    // Nothing was done, whatever was asked: so writes too may go out again, under another token. Only once, and never on a 403 (X-PLATFORM.md §5).
    if (reply.status === 401 && line.renew) reply = await (await line.renew(signed)).send(plan)
    if (reply.status === 200 && Value.Check(plan.schema, reply.body)) {
      const answer = reply.body as Static<S>
      measure(plan.operation, plan.units?.(answer) ?? 1)
      await noteWindows(plan, signed.subject, reply)
      return { answer }
    }
    const candidate = classify(plan.operation, reply, clock.now())
    await noteWindows(plan, signed.subject, reply, candidate.resetAt)
    measure(plan.operation, unitsOfFailure(plan.operation, candidate))
    const made = plan.onFailure?.(candidate)
    return made === undefined ? candidate : { answer: made }
  }

  /** A call into a window that is used up brings nothing but another refusal, and X watches who keeps knocking. */
  async function refuseClosed({ operation, window = operation }: Plan<TSchema>, subject: string): Promise<void> {
    const until = await rates?.closedUntil(subject, [window, dayWindow(window)])
    if (until && until > clock.now())
      throw new PlatformError('rate', `${operation}: X's limit is used up until ${until.toISOString()}; nothing was sent`, { resetAt: until })
  }

  async function noteWindows({ operation, window = operation }: Plan<TSchema>, subject: string, reply: Reply, closedUntil?: Date): Promise<void> {
    if (!rates) return
    const now = clock.now()
    const seen = closedUntil ? [closedWindow(window, closedUntil, now)] : readWindows(reply, window, now)
    for (const one of seen) await rates.note(subject, one.window, one.seen)
  }

  function measure(operation: Operation, units: number): void {
    meter({ operation, units, cost_milli_usd: units * PRICES_MILLI_USD[operation].price })
  }

  function errorOf(operation: Operation, { kind, message, status, resetAt }: Candidate): PlatformError {
    let text = `${operation}: ${message}`
    for (const secret of line.secrets()) text = text.replaceAll(secret, '(secret)')
    // A candidate of success that no caller took up is an answer out of place.
    return new PlatformError(kind === 'success' ? 'transient' : kind, text.replace(/\p{Cc}+/gu, ' ').slice(0, 500), { status, resetAt })
  }
}

/**
 * X charges by the request and does not say whether refused ones count: those it processed are counted, so that a budget errs on the
 * safe side. What never reached the endpoint (bad token, no credits, too many, not valid) is not.
 */
function unitsOfFailure(operation: Operation, { status, kind }: Candidate): number {
  if (PRICES_MILLI_USD[operation].per === 'resource') return 0
  return kind === 'rate' || kind === 'credits' || kind === 'auth' || status === 400 ? 0 : 1
}
