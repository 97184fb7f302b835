import type { Executor } from '../db/open.js'
import { holdersOf } from './drafts/repo.js'
import type { Target } from './handle.js'

/** The very entry that has a handle or a tag now, merged or not, and the one that stands for it; null if nobody here has it. */
export async function holderNow(db: Executor, { kind, key }: Pick<Target, 'kind' | 'key'>): Promise<{ id: string; canonical_id: string } | null> {
  return (await holdersOf(db, [{ kind, key, display: key }])).get(`${kind} ${key}`) ?? null
}

/** The entry that stands for a handle or a tag now; null if nobody here has it. */
export async function entryNow(db: Executor, { kind, key }: Pick<Target, 'kind' | 'key'>): Promise<string | null> {
  return (await holderNow(db, { kind, key }))?.canonical_id ?? null
}
