import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

/** How somebody showed that an account is theirs; `organiser`: an organiser takes it on their word. */
export type LeaveProof = 'profile' | 'site' | 'sign_in' | 'organiser'
/**
 * Why names are never taken again. `decision`: an organiser withdrew the entry, without a request of the body; `earlier`: the account left before and came
 * back under another name.
 */
export type LeftBy = LeaveProof | 'decision' | 'earlier'

/**
 * Names that are never taken again, each as a keyed hash: recognised when it comes back, and telling nothing of bodies that were never listed. Those that
 * were stand in `ally` as `withdrawn` with their names, for organisers only, who answer for what was published.
 */
export const suppression = pgTable('suppression', {
  key_hash: ctext('key_hash').primaryKey(),
  by: text('by').$type<LeftBy>().notNull(),
  /**
   * The body itself asked, for this name or another one of the same entry: for good. Otherwise the name went along, since an organiser decided so or its entry
   * was merged into one that asked, and an organiser can bring it back (directory/suppressed/restore.ts).
   */
  asked: boolean('asked').notNull().default(true),
  created_at: createdAt(),
})

/** Somebody's wish that an account or a hashtag be left out. */
export const leaveRequest = pgTable(
  'leave_request',
  {
    id: ctext('id').primaryKey(),
    /** Keyed hash of the link that stands in for an account. */
    secret_hash: ctext('secret_hash').notNull().unique(),
    target_kind: text('target_kind').$type<'account' | 'hashtag'>().notNull(),
    /** Folded; null once it is answered: nothing more than needed is kept of who asked. */
    target_key: ctext('target_key'),
    /** What is to be seen in the profile or on the site. It proves nothing to whoever only reads it. */
    code: ctext('code').notNull(),
    /** For the organisers; gone with the answer. */
    why: text('why'),
    state: text('state').$type<'open' | 'done' | 'refused' | 'expired'>().notNull(),
    proof: text('proof').$type<LeaveProof>(),
    /** Looks into the profile or at the site. */
    checks: integer('checks').notNull().default(0),
    checked_at: instant('checked_at'),
    /** What the organisers said. */
    answer: text('answer'),
    answered_at: instant('answered_at'),
    expires_at: instant('expires_at').notNull(),
    created_at: createdAt(),
  },
  (t) => [index('leave_request_state').on(t.state, t.created_at, t.id), index('leave_request_created').on(t.created_at)],
)
