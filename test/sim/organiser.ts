import { AppError } from '../../src/kernel/errors.js'
import { isPlatformError } from '../../src/platform/port.js'
import { judgeRemovals, judgeRun, judgeVerified } from './judge.js'
import { redeliver } from './judge-mail.js'
import { judgeOutcomes, judgePlan } from './judge-plans.js'
import { judgeWait, LOOKS } from './judge-waits.js'
import { Killed } from './life.js'
import type { Change, Round } from './scenario.js'
import type { Scene, Shown } from './stage.js'

const HOUR_MS = 3_600_000
const QUIET_DAYS = 10
/** The queue looks for plans whose wait is over; a day goes by only between two rounds. */
const ONE_EVENING_MS = 3 * HOUR_MS
/** A plan may wait again after each of its additions, and somebody may always be in its way. */
const MOST_WAITS = 60
/** After a crash: at once, when the lease has run out, after a rate window, after a day. */
const PATIENCE_MS = [0, 130_000, 20 * 60_000, 25 * HOUR_MS]

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown }

/** A volunteer who plans, confirms or not, applies, and applies again what was stopped; and the worker that is started again after a crash. */
export function newOrganiser(scene: Scene, cooldowns: { from: number; until: number }[]) {
  const { engine, life, witness, clock } = scene
  const told = (text: string) => witness.diary.push({ position: witness.position(), at: clock.now().getTime(), text })
  /** Who was wanted when the plan was made. */
  const shown = new Map<string, { applied: number; wanted: string[]; buried: string[]; notOurs: boolean }>()
  /** Since when, in requests, one plan has been carried out, over its waits. */
  let evening: number | null = null
  /** What people do meanwhile. */
  let tick: (() => Promise<void>) | null = null
  const onTick = (fn: (() => Promise<void>) | null) => {
    tick = fn
    scene.onTick(fn)
  }
  /** How many requests X had seen when each plan had been made. */
  const made = new Map<string, number>()
  /** How often each plan set the list's own fields and was told that it had. */
  const fields = new Map<string, number>()

  /** One call of the engine. A request that fails is lost; a process that died is started again and takes its plans up. */
  async function attempt<T>(fn: () => Promise<T>): Promise<Outcome<T>> {
    const from = witness.position()
    try {
      const value = await fn()
      judgeRun(scene, from, evening ?? from)
      return { ok: true, value }
    } catch (error) {
      witness.breaks(error instanceof Killed ? life.where() : '')
      judgeRun(scene, from, evening ?? from)
      told(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      if (life.dead()) {
        await scene.settle()
        life.restart()
        // That a window is used up is kept by the product's book of windows; the world in memory has none.
        if (evening !== null) evening = witness.position()
        await takeUp()
      } else if (!isKnown(error)) throw error
      return { ok: false, error }
    } finally {
      await noteCooldown()
    }
  }

  const isKnown = (error: unknown) => error instanceof AppError || isPlatformError(error) || life.where() !== ''

  async function noteCooldown(): Promise<void> {
    const until = (await scene.cooldown()) ?? 0
    const kept = cooldowns.at(-1)
    const list = scene.onX()
    // It is kept while X is asked why it refuses; and it may be asked by another process.
    if (kept && until === 0 && list !== undefined && scene.sim.members(list).length >= scene.scenario.x.full_at)
      kept.until = Math.min(kept.until, clock.now().getTime())
    if (until > (cooldowns.at(-1)?.until ?? clock.now().getTime())) cooldowns.push({ from: witness.position(), until })
  }

  async function takeUp(): Promise<void> {
    for (const wait of PATIENCE_MS) {
      if (life.dead()) return
      const open = await scene.unfinished()
      if (open.length === 0) return
      clock.advance(wait)
      for (const id of open) await seeThrough(id)
    }
  }

  async function run(planId: string): Promise<string | null> {
    const done = await attempt(async () => {
      const from = witness.position()
      const row = await engine.run(planId).catch((error: unknown) => {
        if (diedAfter(error, 'settle')) witness.learnt(true)
        else learntBeforeSends(from)
        throw error
      })
      judgeFields(planId, from)
      told(`plan ${planId} is ${row.status}: ${row.note ?? ''}`)
      await judgeOutcomes(scene, planId, made.get(planId) ?? 0)
      if (row.status === 'verified') judgeVerified(scene)
      if (row.status === 'waiting') await judgeWait(scene, planId, from)
      if (row.status === 'verified' || row.status === 'incomplete' || (row.status === 'waiting' && hasRead(from))) witness.learnt(true)
      else learntBeforeSends(from)
      return row
    })
    return done.ok ? done.value.status : null
  }

  /** As the queue does it: a plan that waits is taken up when its time has come, if that is this evening. */
  async function seeThrough(planId: string): Promise<string | null> {
    const before = evening
    evening = witness.position()
    try {
      let status = await run(planId)
      for (let waits = 0; status === 'waiting' && waits < MOST_WAITS; waits++) {
        const until = await scene.waitsUntil(planId)
        const left = (until ?? Number.POSITIVE_INFINITY) - clock.now().getTime()
        if (left > ONE_EVENING_MS) break
        clock.advance(Math.max(0, left))
        await tick?.()
        status = await run(planId)
      }
      return status
    } finally {
      evening = before
    }
  }

  /** It died, or lost its database, right after that step was kept: what it had learnt then is not lost. */
  const diedAfter = (error: unknown, step: string) => error instanceof Killed && life.where().endsWith(`after ${step}`)

  /** A run that waits keeps what it has read, unless its look at the list broke off. */
  function hasRead(from: number): boolean {
    const looks = scene.sim.log().filter((row) => row.seq > from && (row.by ?? 'first') === 'first' && LOOKS.has(row.route))
    return witness.reads() > 0 && looks.at(-1)?.status === 200
  }

  /** A run that sends after a reading has kept what it read, whatever stops it then. */
  function learntBeforeSends(from: number): void {
    const last = witness.sends.findLast((send) => send.by === 'first' && send.seq > from)
    if (last) witness.learnt(true, last.seq)
  }

  function judgeFields(planId: string, from: number): void {
    const set = scene.sim.log().filter((one) => one.seq > from && one.effect === 'list-updated' && one.status === 200 && one.faults.length === 0)
    const before = fields.get(planId) ?? 0
    fields.set(planId, before + set.length)
    if (set.length > 0 && before > 0) witness.say("one plan set the list's own fields twice")
  }

  /** The newest plan there is for the list, made now; null if it could not be made. */
  async function plan(): Promise<Outcome<Shown>> {
    const planned = await attempt(async () => {
      const view = await engine.plan().catch((error: unknown) => {
        if (diedAfter(error, 'savePlan')) witness.learnt(false)
        throw error
      })
      await judgePlan(scene, view)
      if (view.x_list_id !== null) witness.learnt(false)
      return view
    })
    if (!planned.ok) return planned
    if (!planned.value.verdict.safe) witness.count('unsafe-plan')
    told(`planned ${planned.value.id}: ${planned.value.ops.map((op) => `${op.verb} ${op.handle}`).join(', ') || 'nothing'}`)
    made.set(planned.value.id, witness.position())
    shown.set(planned.value.id, {
      applied: (await scene.answeredFor()).size,
      wanted: witness.everyoneWanted(),
      buried: await scene.buried(),
      notOurs: witness.notOurs !== null,
    })
    return planned
  }

  /** Begins a plan and sees it through. */
  async function applyPlan(view: Shown, confirms: boolean): Promise<string | null> {
    const codes = view.verdict.reasons.filter((reason) => reason.override !== null).map((reason) => reason.code)
    const confirmed = confirms && codes.length > 0
    const { id, checksum, status } = view
    const wantedNow = witness.everyoneWanted()
    const buriedNow = await scene.buried()
    const started = await attempt(async () => {
      try {
        await engine.start(id, { checksum, override: confirmed ? { codes, reason: 'simulated' } : undefined })
      } finally {
        // Whatever was cancelled before or meanwhile is another plan: one that was cancelled is not begun.
        witness.cancelled = null
      }
    })
    if (!started.ok) return started.error instanceof AppError ? started.error.code : null
    const basis = shown.get(id)
    if (basis?.notOurs && status === 'ready') witness.say("a plan was begun for a list that was seen to be somebody else's")
    if (basis && status === 'ready') {
      // Whom the plan itself gives up, or an earlier one did, no longer counts, whatever the directory says of them afterwards: until an organiser takes that back.
      const counted = (users: readonly string[], buried: readonly string[]) => users.filter((user) => !buried.includes(user)).join()
      if (counted(basis.wanted, basis.buried) !== counted(wantedNow, buriedNow))
        witness.say('a plan was begun although who is wanted had changed since it was shown')
      // Bodies that withdrew leave without a second look.
      const unasked = view.ops.filter((op) => op.verb === 'remove' && witness.status(op.x_user_id).status !== 'withdrawn').length
      judgeRemovals(scene, { removals: unasked, applied: basis.applied, confirmed, wanted: view.counts.add + view.counts.keep })
    }
    return seeThrough(id)
  }

  const MAY_EXIST = /may have been made on X/
  const WANTS_A_NEW_ONE = /may have been made on X|Make a new plan/

  /** As the note says: look at the account, and connect the list if it is there; if not, say so. */
  async function listMayExist(view: Shown): Promise<void> {
    if (!MAY_EXIST.test((await scene.view(view.id)).note ?? '')) return
    const there = scene.onX() ?? null
    if (there === null) witness.noListThere()
    await scene.connect(there)
  }

  const countChange = ({ what }: Change) => witness.count(`change:${what}`)

  async function round(now: Round): Promise<void> {
    for (const change of now.changes) {
      if (change.at !== 'before-plan') continue
      await scene.change(change)
      countChange(change)
    }
    const due = now.changes.filter((change) => typeof change.at === 'number')
    let ticks = 0
    const others: Promise<void>[] = []
    const planned = await plan()
    const view = planned.ok ? planned.value : await plan().then((again) => (again.ok ? again.value : null))
    if (!view) return
    for (const change of now.changes) {
      if (change.at !== 'before-start') continue
      await scene.change(change)
      countChange(change)
      witness.count('change:late')
    }
    onTick(async () => {
      ticks++
      for (const change of due) {
        if (change.at !== ticks) continue
        await scene.change(change)
        countChange(change)
        witness.count('change:late')
      }
      if (now.intruder === ticks) {
        const other = scene.intrude()
        witness.count('second-worker')
        if (scene.together) others.push(other)
        else await other
      }
    })
    let current = view
    let status = await applyPlan(current, now.confirms)
    if (status === 'plan_stale') {
      const again = await plan()
      if (again.ok) {
        current = again.value
        status = await applyPlan(current, now.confirms)
      }
    }
    for (const hours of now.again) {
      await takeUp()
      const stopped = await scene.view(current.id)
      if (stopped.status !== 'stopped' && stopped.status !== 'waiting') break
      clock.advance(hours * HOUR_MS)
      await applyPlan(stopped, now.confirms)
    }
    onTick(null)
    await Promise.all(others)
    await listMayExist(current)
    if (now.redelivered > 0) await redeliver(scene, now.redelivered, (id) => attempt(() => engine.run(id)))
  }

  /** Nothing is left to do but what X refuses for good. */
  const isSettled = (view: Shown) =>
    view.ops.every((op) => op.verb === 'add' && witness.troubled(op.x_user_id)) && view.unclear.length === 0 && !view.creates_list && !view.updates_list

  async function quietDays(): Promise<{ final: Shown | null; error: string | null }> {
    // Days cost money by the read; here it is only asked whether things settle once it is there.
    scene.raiseBudget()
    witness.budgetHeld = witness.position()
    let error: string | null = null
    let final: Shown | null = null
    // Whom X refuses may each be a day's probe of the account.
    const days = QUIET_DAYS + (witness.misfortunes.size > 0 ? 0 : scene.scenario.entries.filter(({ x_user_id }) => witness.troubled(x_user_id)).length)
    for (let day = 0; day < days; day++) {
      clock.advance(25 * HOUR_MS)
      await takeUp()
      const latest = await scene.latest()
      // It goes on by itself, and whoever is patient lets it.
      if (scene.scenario.habit === 'resume' && latest?.status === 'waiting') continue
      if (scene.scenario.habit === 'resume' && latest?.status === 'stopped' && !WANTS_A_NEW_ONE.test(latest.note ?? '')) {
        const stopped = await scene.view(latest.id)
        const resumed = await applyPlan(stopped, scene.scenario.confirms)
        await listMayExist(stopped)
        // Taking up again asks for the confirmation again; who does not give it looks at a new plan.
        if (resumed !== 'plan_unsafe') continue
      }
      const planned = await plan()
      error = planned.ok ? null : String(planned.error)
      final = planned.ok ? planned.value : null
      if (!final) continue
      if (isSettled(final) || (!final.verdict.safe && !scene.scenario.confirms) || day === days - 1) break
      await applyPlan(final, scene.scenario.confirms)
      await listMayExist(final)
    }
    return { final, error }
  }

  return { round, quietDays }
}
