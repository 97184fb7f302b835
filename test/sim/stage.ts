import type { PlanBody } from '../../src/lists/plan.js'
import type { LogRow } from '../../src/platform/simulator/index.js'
import type { Life } from './life.js'
import type { Change, Scenario } from './scenario.js'
import type { Witness } from './witness.js'

export const START = '2026-03-03T20:00:00.000Z'
export const OWNER = '14000001'

/** A request as X noted it; in memory it also says what only X knows. */
export type SeenRow = LogRow & {
  /** A 429 that told the truth, or could be believed to: until when. */
  until?: number
  /** Refused because the account is locked. */
  locked?: boolean
  /** The caller was told that this member is refused, truly or not. */
  refused?: boolean
  /** Which process sent it. */
  by?: string
}

/** X as an omniscient onlooker sees it, on loopback or in memory. */
export interface XSeen {
  log(): readonly SeenRow[]
  /** Those that are not deleted. */
  lists(): { id: string; owner_id?: string }[]
  members(listId: string): string[]
  handAdd(listId: string, user: string): void
  handRemove(listId: string, user: string): void
}

/** A plan as it is shown to the organiser. */
export type Shown = PlanBody & { id: string; checksum: string; status: string; note: string | null }

/** One process of the product, as the organiser and the queue use it. */
export interface Engine {
  plan(): Promise<Shown>
  start(planId: string, input: { checksum: string; override?: { codes: string[]; reason: string } | undefined }): Promise<void>
  run(planId: string): Promise<{ status: string; note: string | null }>
}

/** One world, ready to be played in: the real wire or memory, behind the same few doors. */
export interface Scene {
  scenario: Scenario
  clock: { now(): Date; advance(ms: number): void }
  sim: XSeen
  life: Life
  /** The process under test. */
  engine: Engine
  /** The second worker is woken for plans under way. In memory both go on at once, and this resolves when the second is done. */
  intrude(): Promise<void>
  /** Whether the first worker goes on meanwhile. */
  together: boolean
  witness: Witness
  /** Carries one change out. What is not possible just now is left out. */
  change(change: Change): Promise<void>
  setFaults(round: Scenario['rounds'][number]): void
  clearFaults(): void
  /** Id of the list on X, the newest should there be two. */
  onX(): string | undefined
  view(planId: string): Promise<Shown>
  /** What became of each operation of a plan, as the product says it. */
  outcomes(planId: string): Promise<{ verb: 'add' | 'remove'; x_user_id: string; state: string; outcome: string | null }[]>
  /** What was told of plans, in the order of its numbers. */
  events(): Promise<{ seq: number; type: string; subject: string }[]>
  /** Of every plan, as it stands. */
  statuses(): Promise<Map<string, string>>
  /** X ids of members that count as having left by themselves. */
  buried(): Promise<string[]>
  /** Ids of plans under way, and of those that waited and whose time has come: what the queue looks for. */
  unfinished(): Promise<string[]>
  /** Until when the plan waits, in epoch milliseconds of the world; null if it does not. */
  waitsUntil(planId: string): Promise<number | null>
  /** Who is writing just now, with the plan's id first; null if nobody is. */
  writing(): Promise<string | null>
  latest(): Promise<{ id: string; status: string; note: string | null } | null>
  /** Until when the account is left alone, in epoch milliseconds. */
  cooldown(): Promise<number | null>
  /** X ids of the members that we say are ours. */
  answeredFor(): Promise<ReadonlySet<string>>
  /** As an organiser does by hand. */
  connect(xListId: string | null): Promise<void>
  raiseBudget(): void
  /** Called after every call to X and every wait of the engine. */
  onTick(fn: (() => Promise<void>) | null): void
  settle(): Promise<void>
  close(): Promise<void>
}
