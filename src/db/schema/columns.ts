import { customType, text, timestamp } from 'drizzle-orm/pg-core'

/** Millisecond precision: a JavaScript Date has no more, and microseconds would break keyset cursors. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

/** Text ordered by code point, whatever collation a cluster was made with: keyset paging needs one order everywhere. */
export const ctext = customType<{ data: string; driverData: string }>({ dataType: () => 'text COLLATE "C"' })

export const createdAt = () => instant('created_at').notNull()
export const reason = () => text('reason').notNull()
