import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

/** A frozen copy of the public directory, to be cited. Nothing of it changes but that who withdraws is taken out of it. */
export const snapshot = pgTable(
  'snapshot',
  {
    id: ctext('id').primaryKey(),
    name: text('name').notNull(),
    note: text('note'),
    /** As they were then: settings may change, a citation does not. */
    community: text('community').notNull(),
    licence: text('licence').notNull(),
    directory_version: bigint('directory_version', { mode: 'number' }).notNull(),
    entries: integer('entries').notNull(),
    /** Over the hashes of all entries, so that it holds whoever withdraws later (directory/snapshots/checksum.ts). */
    checksum: ctext('checksum').notNull(),
    created_at: createdAt(),
  },
  (t) => [index('snapshot_created').on(t.created_at, t.id)],
)

export const snapshotEntry = pgTable(
  'snapshot_entry',
  {
    snapshot_id: ctext('snapshot_id')
      .notNull()
      .references(() => snapshot.id, { onDelete: 'cascade' }),
    /** Its place, from 1. */
    n: integer('n').notNull(),
    hash: ctext('hash').notNull(),
    /** Without it nobody can try whether a hash is that of an entry he knows; gone with the entry. */
    salt: ctext('salt'),
    /** Canonical JSON, as it was hashed; null once the body behind it withdrew. */
    entry: text('entry'),
    /** The entry and all that was merged into it then: whoever of them withdraws takes it along. Empty once it is gone. */
    ally_ids: text('ally_ids').array().notNull(),
    withdrawn_at: instant('withdrawn_at'),
  },
  (t) => [primaryKey({ columns: [t.snapshot_id, t.n] }), index('snapshot_entry_allies').using('gin', t.ally_ids)],
)
