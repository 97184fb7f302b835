import type { PGlite } from '@electric-sql/pglite'
import { AppError } from '../../src/kernel/errors.js'
import * as apply from '../../src/lists/apply.js'
import * as lists from '../../src/lists/service.js'
import { isPlatformError } from '../../src/platform/port.js'
import { makeChange } from './hands.js'
import { judgeEnd, judgeRemovals, judgeRun, judgeVerified, story } from './judge.js'
import type { Mutant } from './mutants.js'
import type { Crash, Round, Scenario } from './scenario.js'
import { type Scene, setScene } from './scene.js'

const ACTOR = 'key:sim'
const HOUR_MS = 3_600_000
const QUIET_DAYS = 10
/** What a plan's note says when X refuses like an account that it has locked. */
const LOCKED = /Nothing is sent before/
/** After a crash: at once, when the lease has run out, after a rate window, after a day. */
const PATIENCE_MS = [0, 130_000, 20 * 60_000, 25 * HOUR_MS]

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
  mutant?: Mutant | undefined
  /** Instead of the drawn crashes: none, or one at this step counted over all rounds. */
  crashAt?: number | null
  /** Told in the end, line by line, what X saw and what hands did. */
  trace?: ((line: string) => void) | undefined
}

/** Plays one seed from beginning to end and judges it. */
export async function play(pglite: PGlite, scenario: Scenario, { mutant, crashAt, trace }: PlayOptions = {}): Promise<Played> {
  const scene = await setScene(pglite, scenario, mutant)
  const cooldowns: { from: number; until: number }[] = []
  const organiser = newOrganiser(scene, mutant, cooldowns)
  try {
    for (const round of scenario.rounds) {
      scene.clock.advance(round.after * HOUR_MS)
      for (const fault of round.faults) scene.sim.setFault(fault)
      const passed = scene.life.total()
      const crashes: Crash[] = crashAt === undefined ? round.crashes : crashAt !== null && crashAt > passed ? [{ step: crashAt - passed, kind: 'kill' }] : []
      scene.life.arm(crashes)
      await organiser.round(round)
      scene.sim.clearFaults()
    }
    const steps = scene.life.total()
    scene.life.arm([])
    const { final, error } = await organiser.quietDays()
    judgeEnd(scene, { final, cooldowns, error })
    if (trace) for (const line of story(scene)) trace(line)
    const faults: Record<string, number> = {}
    for (const row of scene.sim.log()) for (const name of row.faults) faults[name] = (faults[name] ?? 0) + 1
    for (const edit of scene.witness.handEdits) faults[`hand-${edit.kind}`] = (faults[`hand-${edit.kind}`] ?? 0) + 1
    return { seed: scenario.seed, faults, crashes: scene.life.crashes(), steps, violations: scene.witness.violations, where: scene.life.where() }
  } finally {
    await scene.settle()
    await scene.close()
  }
}

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown }

/** A volunteer who plans, confirms or not, applies, and applies again what was stopped; and the worker that is started again after a crash. */
function newOrganiser(scene: Scene, mutant: Mutant | undefined, cooldowns: { from: number; until: number }[]) {
  const { engine, life, witness, clock } = scene
  const told = (text: string) => witness.diary.push({ position: witness.position(), at: clock.now().getTime(), text })
  const start = mutant?.start ?? apply.startPlan
  /** Who was wanted when the plan was made. */
  const shown = new Map<string, { applied: number; wanted: string[] }>()

  /** One call of the engine. A request that fails is lost; a process that died is started again and takes its plans up. */
  async function attempt<T>(fn: () => Promise<T>): Promise<Outcome<T>> {
    const from = witness.position()
    try {
      const value = await fn()
      judgeRun(scene, from)
      return { ok: true, value }
    } catch (error) {
      judgeRun(scene, from)
      told(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      if (life.dead()) {
        await scene.settle()
        life.restart()
        await takeUp()
      } else if (!isKnown(error)) throw error
      return { ok: false, error }
    } finally {
      await noteCooldown()
    }
  }

  const isKnown = (error: unknown) => error instanceof AppError || isPlatformError(error) || life.where() !== ''

  async function noteCooldown(): Promise<void> {
    const [row] = await scene.sql<{ until: Date }>("select expires_at as until from lease where key = 'x-list-cooldown'")
    const until = row ? new Date(row.until).getTime() : 0
    if (until > (cooldowns.at(-1)?.until ?? clock.now().getTime())) cooldowns.push({ from: witness.position(), until })
  }

  const unfinished = async () => (await scene.sql<{ id: string }>("select id from plan where status = 'applying' order by id")).map((row) => row.id)

  async function takeUp(): Promise<void> {
    for (const wait of PATIENCE_MS) {
      if (life.dead()) return
      const open = await unfinished()
      if (open.length === 0) return
      clock.advance(wait)
      for (const id of open) await run(id)
    }
  }

  async function run(planId: string): Promise<string | null> {
    const done = await attempt(async () => {
      await mutant?.beforeRun?.(scene)
      const row = await apply.runPlan(engine, planId)
      told(`plan ${planId} is ${row.status}: ${row.note ?? ''}`)
      if (LOCKED.test(row.note ?? '')) cooldowns.push({ from: witness.position(), until: clock.now().getTime() + 24 * HOUR_MS })
      if (row.status === 'verified') judgeVerified(scene)
      if (row.status === 'verified' || row.status === 'incomplete') witness.learnt(true)
      return row
    })
    return done.ok ? done.value.status : null
  }

  /** The newest plan there is for the list, made now; null if it could not be made. */
  async function plan(): Promise<Outcome<lists.PlanView>> {
    const made = await attempt(async () => {
      const view = await lists.planList(engine, ACTOR, scene.listId)
      if (view.x_list_id !== null) witness.learnt(false)
      return view
    })
    if (!made.ok) return made
    told(`planned ${made.value.id}: ${made.value.ops.map((op) => `${op.verb} ${op.handle}`).join(', ') || 'nothing'}`)
    const [row] = await scene.sql<{ n: number }>('select count(*)::int as n from list_applied where vanished_at is null')
    shown.set(made.value.id, { applied: row?.n ?? 0, wanted: witness.everyoneWanted() })
    return made
  }

  /** Begins a plan and sees it through. */
  async function applyPlan(view: lists.PlanView, confirms: boolean): Promise<string | null> {
    const codes = view.verdict.reasons.filter((reason) => reason.override !== null).map((reason) => reason.code)
    const confirmed = confirms && codes.length > 0
    const { id, checksum, status } = view
    const started = await attempt(() => start(engine, ACTOR, id, { checksum, override: confirmed ? { codes, reason: 'simulated' } : undefined }))
    if (!started.ok) return started.error instanceof AppError ? started.error.code : null
    const basis = shown.get(id)
    if (basis && status === 'ready') {
      // Whom the plan itself gives up no longer counts, whatever the directory says of them afterwards.
      const given = new Set(view.vanished.map((one) => one.x_user_id))
      const counted = (users: readonly string[]) => users.filter((user) => !given.has(user)).join()
      if (counted(basis.wanted) !== counted(witness.everyoneWanted())) witness.say('a plan was begun although who is wanted had changed since it was shown')
      // Bodies that withdrew leave without a second look.
      const unasked = view.ops.filter((op) => op.verb === 'remove' && witness.status(op.x_user_id).status !== 'withdrawn').length
      judgeRemovals(scene, { removals: unasked, applied: basis.applied, confirmed, wanted: view.counts.add + view.counts.keep })
    }
    return run(id)
  }

  const MAY_EXIST = /may have been made on X/

  /** As the note says: look at the account, and connect the list if it is there; if not, say so. */
  async function listMayExist(view: lists.PlanView): Promise<void> {
    if (!MAY_EXIST.test((await lists.getPlan(scene.desk, view.id)).note ?? '')) return
    const there = scene.onX()
    const { etag } = await lists.getDeskList(scene.desk, scene.listId)
    await lists.connectList(scene.desk, ACTOR, scene.listId, etag, there ?? null)
  }

  async function round(now: Round): Promise<void> {
    for (const change of now.changes) if (change.at === 'before-plan') await makeChange(scene, change)
    const due = now.changes.filter((change) => typeof change.at === 'number')
    let ticks = 0
    const planned = await plan()
    const view = planned.ok ? planned.value : await plan().then((again) => (again.ok ? again.value : null))
    if (!view) return
    for (const change of now.changes) if (change.at === 'before-start') await makeChange(scene, change)
    scene.onTick(async () => {
      ticks++
      for (const change of due) if (change.at === ticks) await makeChange(scene, change)
      if (now.intruder === ticks) await intrude()
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
      const stopped = await lists.getPlan(scene.desk, current.id)
      if (stopped.status !== 'stopped') break
      clock.advance(hours * HOUR_MS)
      await applyPlan(stopped, now.confirms)
    }
    scene.onTick(null)
    await listMayExist(current)
  }

  /** A second worker is woken for plans under way: it must find the writer busy, or nothing to do. */
  async function intrude(): Promise<void> {
    const before = witness.sends.length
    for (const id of await unfinished()) await apply.runPlan(scene.second, id).catch((error: unknown) => error)
    if (witness.sends.length > before) witness.say('two workers wrote at once')
  }

  /** Nothing is left to do but what X refuses for good. */
  const isSettled = (view: lists.PlanView) =>
    view.ops.every((op) => op.verb === 'add' && witness.entry(op.x_user_id)?.trouble) && view.unclear.length === 0 && !view.creates_list && !view.updates_list

  async function quietDays(): Promise<{ final: lists.PlanView | null; error: string | null }> {
    // Days cost money by the read; here it is only asked whether things settle once it is there.
    Object.assign(engine, { config: { ...engine.config, X_MONTHLY_BUDGET_USD: 1_000 } })
    let error: string | null = null
    let final: lists.PlanView | null = null
    for (let day = 0; day < QUIET_DAYS; day++) {
      clock.advance(25 * HOUR_MS)
      await takeUp()
      const [latest] =
        (await scene.sql<{ id: string; status: string; note: string | null }>('select id, status, note from plan order by created_at desc, id desc limit 1')) ??
        []
      if (scene.scenario.habit === 'resume' && latest?.status === 'stopped' && !MAY_EXIST.test(latest.note ?? '')) {
        const stopped = await lists.getPlan(scene.desk, latest.id)
        const resumed = await applyPlan(stopped, scene.scenario.confirms)
        await listMayExist(stopped)
        // Taking up again asks for the confirmation again; who does not give it looks at a new plan.
        if (resumed !== 'plan_unsafe') continue
      }
      const planned = await plan()
      error = planned.ok ? null : String(planned.error)
      final = planned.ok ? planned.value : null
      if (!final) continue
      if (isSettled(final) || (!final.verdict.safe && !scene.scenario.confirms) || day === QUIET_DAYS - 1) break
      await applyPlan(final, scene.scenario.confirms)
      await listMayExist(final)
    }
    return { final, error }
  }

  return { round, quietDays }
}
