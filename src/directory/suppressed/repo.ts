import { and, eq, inArray, sql } from 'drizzle-orm'
import { runNamed } from '../../db/named.js'
import type { Executor } from '../../db/open.js'
import { account, ally, suppression, xProfile } from '../../db/schema/index.js'
import type { LeftBy } from '../../db/schema/privacy.js'

/** For a statement of its own, or for one that asks more at once. */
export const knownHashesIn = (parameter: string): string => `select key_hash as hash from suppression where key_hash = any(${parameter}::text[])`

const KNOWN = { name: 'known_hashes', text: knownHashesIn('$1') }

export async function knownHashes(db: Executor, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await runNamed<{ hash: string }>(db, KNOWN, [hashes])
  return new Set(rows.map(({ hash }) => hash))
}

/** What somebody asked for stays so; what only went along can become asked for. */
export async function insertHashes(db: Executor, hashes: readonly string[], by: LeftBy, asked: boolean, at: Date): Promise<void> {
  if (hashes.length === 0) return
  await db
    .insert(suppression)
    .values([...new Set(hashes)].sort().map((key_hash) => ({ key_hash, by, asked, created_at: at })))
    .onConflictDoUpdate({
      target: suppression.key_hash,
      set: { by: sql`excluded.by`, asked: true },
      setWhere: sql`excluded.asked and not ${suppression.asked}`,
    })
}

/** Those of the hashes under which a body asked to be gone itself. */
export async function askedHashes(db: Executor, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await db
    .select({ hash: suppression.key_hash })
    .from(suppression)
    .where(and(inArray(suppression.key_hash, [...hashes]), eq(suppression.asked, true)))
  return new Set(rows.map(({ hash }) => hash))
}

/** Takes names again that only went along. */
export async function forgetHashes(db: Executor, hashes: readonly string[]): Promise<void> {
  if (hashes.length > 0) await db.delete(suppression).where(and(inArray(suppression.key_hash, [...hashes]), eq(suppression.asked, false)))
}

/** All names of these entries: handles and numeric ids of their accounts, and their tags. */
export async function namesOfEntries(
  db: Executor,
  allyIds: readonly string[],
): Promise<{ accounts: { handle_key: string; x_user_id: string | null }[]; tags: string[] }> {
  const ids = [...allyIds]
  const accounts = await db.select({ handle_key: account.handle_key, x_user_id: account.x_user_id }).from(account).where(inArray(account.ally_id, ids))
  const tags = await db.select({ tag: ally.hashtag_key }).from(ally).where(inArray(ally.id, ids))
  return { accounts, tags: tags.flatMap(({ tag }) => tag ?? []) }
}

/** What was fetched from X about them. */
export async function forgetProfiles(db: Executor, xUserIds: readonly string[]): Promise<void> {
  if (xUserIds.length > 0) await db.delete(xProfile).where(inArray(xProfile.x_user_id, [...xUserIds]))
}

/** Their accounts are looked up anew, as if never before. */
export async function askForProfiles(db: Executor, allyIds: readonly string[]): Promise<void> {
  await db
    .update(account)
    .set({ checked_at: null })
    .where(inArray(account.ally_id, [...allyIds]))
}
