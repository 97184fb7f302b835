import type { Run } from './patience.js'
import type { OpOutcome, SyncOp } from './ports.js'

/**
 * Writes down what became of operations, unless another process has taken the writing over: then what it has written since stands, and this one learns of it
 * before its next call.
 */
export async function note({ engine, plan, writer }: Run, ...outcomes: OpOutcome[]): Promise<boolean> {
  return outcomes.length === 0 || engine.store.noteOutcomes(plan.id, outcomes, engine.clock.now(), writer.fence)
}

/** X said yes, which is not yet being so. */
export async function noteTaken(run: Run, op: SyncOp): Promise<void> {
  if (!(await note(run, { seq: op.seq, state: 'done', outcome: 'acknowledged' }))) await noteLate(run, op, 'taken')
}

/** It may have taken effect: in flight until the list is read. */
export async function noteUnclear(run: Run, op: SyncOp): Promise<void> {
  if (!(await note(run, { seq: op.seq, state: 'inflight', outcome: op.outcome }))) await noteLate(run, op, 'unclear')
}

const noteLate = ({ engine, plan }: Run, op: SyncOp, became: 'taken' | 'unclear') => engine.store.noteLate(plan.id, op, became, engine.clock.now())
