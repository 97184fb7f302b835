import type { startPlan } from '../../src/lists/sync/start.js'
import type { Engine } from '../../src/lists/sync/ports.js'
import type { Db } from './memory/db.js'
import type { MemoryX } from './memory/x.js'

export interface Mutant {
  name: string
  forgets: string
  engine?(given: Engine, world: { db: Db; x: MemoryX }): Engine
  start?: typeof startPlan
}
export const MUTANTS: Mutant[] = []
