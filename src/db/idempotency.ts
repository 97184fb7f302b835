import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Executor } from './open.js'
import { idempotencyKey } from './schema/index.js'

export type KeyRow = typeof idempotencyKey.$inferSelect
export type NewKey = Pick<KeyRow, 'caller' | 'key_hash' | 'route' | 'request_hash' | 'created_at'> & { locked_until: Date | null }
type Named = Pick<KeyRow, 'caller' | 'key_hash'>

const named = ({ caller, key_hash }: Named) => and(eq(idempotencyKey.caller, caller), eq(idempotencyKey.key_hash, key_hash))

/** Whoever else holds the key is found out about without waiting. Only Postgres has others; held until the transaction ends. */
export async function tryLockKey(db: Executor, { caller, key_hash }: Named): Promise<boolean> {
  const answer = (await db.execute(sql`select pg_try_advisory_xact_lock(hashtextextended(${`idempotency ${caller} ${key_hash}`}, 0)) as held`)) as unknown as {
    rows: { held: boolean }[]
  }
  return answer.rows[0]?.held === true
}

/** Takes the key. @returns null if it is ours now, or the row (locked) of whoever had it before. */
export async function takeKey(db: Executor, key: NewKey): Promise<KeyRow | null> {
  for (;;) {
    const taken = await db.insert(idempotencyKey).values(key).onConflictDoNothing().returning({ caller: idempotencyKey.caller })
    if (taken.length > 0) return null
    const [row] = await db.select().from(idempotencyKey).where(named(key)).for('update')
    if (row) return row
    // It was given back between the two statements: try again.
  }
}

/** Makes a claim that was left behind ours. */
export async function retakeKey(db: Executor, key: NewKey): Promise<void> {
  await db.update(idempotencyKey).set({ locked_until: key.locked_until }).where(named(key))
}

/** Only what is still ours and unanswered: a claim that ran out may have been taken over, and has another time then. */
const stillOurs = (key: NewKey) =>
  and(named(key), isNull(idempotencyKey.status), key.locked_until ? eq(idempotencyKey.locked_until, key.locked_until) : isNull(idempotencyKey.locked_until))

/** @returns false if the key is not ours any more: nothing was kept. */
export async function keepAnswer(db: Executor, key: NewKey, answer: { status: number; body: string }): Promise<boolean> {
  const kept = await db
    .update(idempotencyKey)
    .set({ ...answer, locked_until: null })
    .where(stillOurs(key))
    .returning({ caller: idempotencyKey.caller })
  return kept.length > 0
}

/** A claim whose holder still works, for longer. @returns false if it is not ours any more */
export async function prolongKey(db: Executor, key: NewKey, until: Date): Promise<boolean> {
  const ours = await db.update(idempotencyKey).set({ locked_until: until }).where(stillOurs(key)).returning({ caller: idempotencyKey.caller })
  return ours.length > 0
}

/** Gives a claim back unanswered. */
export async function releaseKey(db: Executor, key: NewKey): Promise<void> {
  await db.delete(idempotencyKey).where(stillOurs(key))
}

/** @returns how many answers from before then were dropped. */
export async function forgetKeys(db: Executor, before: Date): Promise<number> {
  const gone = await db.delete(idempotencyKey).where(lt(idempotencyKey.created_at, before)).returning({ caller: idempotencyKey.caller })
  return gone.length
}
