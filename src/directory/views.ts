// ◆ pure
import type { AccountState, AllyKind, AllyStatus, Decider, Gate, HashtagUse, Reason } from '../db/schema/directory.js'
import type { HoldReason } from '../db/schema/nominations.js'
import { versionTag } from '../kernel/etag.js'
import { foldHashtag, MAX_HASHTAG } from './handle.js'
import type { IdentityFacts } from './identity/facts/views.js'
import { sectionTitle } from './taxonomy/sections.js'

/** A hashtag as its entry's name spells it; an organiser may have given that another name, which is none. */
function spelt(name: string, key: string): string {
  const tag = name.replace(/^[#＃]/, '')
  return foldHashtag(tag) === key && [...tag].length <= MAX_HASHTAG ? tag : key
}

/** What a view is made from: a directory row with its accounts. Rows carry more; views choose. */
export interface AllyRecord {
  id: string
  kind: AllyKind
  name: string
  hashtag_key: string | null
  url: string | null
  status: AllyStatus
  status_reason: string | null
  gate: Gate
  gate_reasons: Reason[]
  gate_by: Decider
  section: string | null
  section_reasons: Reason[]
  section_by: Decider
  tags: string[]
  tags_by: Decider
  body_kind: string | null
  body_kind_by: Decider
  hashtag_use: HashtagUse | null
  hashtag_use_reasons: Reason[]
  hashtag_use_by: Decider
  merged_into: string | null
  assured_at: Date | null
  assured_by: string | null
  support: number
  chat_ids: string[]
  version: number
  created_at: Date
  updated_at: Date
  published_at: Date | null
  accounts: AccountRecord[]
}

export interface AccountRecord {
  handle: string
  x_user_id: string | null
  state: AccountState
  checked_at: Date | null
  /** `lost:…` if the handle is another account's by now. */
  handle_key?: string
  /** Handles it had before, the last one first. */
  renamed_from: string[]
}

export interface AllyView {
  id: string
  kind: AllyKind
  name: string
  url: string | null
  category: { section: string; title: string } | null
  tags: string[]
  body_kind: string | null
  accounts: { platform: 'x'; handle: string; user_id: string | null; url: string; renamed_from: string[] }[]
  hashtag: { tag: string; url: string } | null
  hashtag_use: HashtagUse | null
  /** When and in which role an organiser said that the entry is right. */
  assured: { at: string; by: string } | null
  support: { nominators: number; chats: number }
  published_at: string | null
}

const category = (section: string | null) => (section ? { section, title: sectionTitle(section) } : null)
/** By its number where the handle is a stranger's by now: X leads from there to whoever the account is called. */
const profileUrl = ({ handle, handle_key, x_user_id }: Pick<AccountRecord, 'handle' | 'handle_key' | 'x_user_id'>) =>
  handle_key?.startsWith('lost:') && x_user_id !== null ? `https://x.com/i/user/${x_user_id}` : `https://x.com/${handle}`

/** As much of a record as the public sees of it. */
export type PublicRecord = Pick<
  AllyRecord,
  | 'id'
  | 'kind'
  | 'name'
  | 'hashtag_key'
  | 'url'
  | 'section'
  | 'tags'
  | 'body_kind'
  | 'hashtag_use'
  | 'assured_at'
  | 'assured_by'
  | 'support'
  | 'chat_ids'
  | 'published_at'
> & { accounts: Pick<AccountRecord, 'handle' | 'handle_key' | 'x_user_id' | 'renamed_from'>[] }

/** Our own data and X's user ids, nothing that was fetched from X (DESIGN.md §5.2). */
export function publicView(record: PublicRecord): AllyView {
  return {
    id: record.id,
    kind: record.kind,
    name: record.name,
    url: record.url,
    category: category(record.section),
    tags: record.tags,
    body_kind: record.body_kind,
    accounts: record.accounts.map((one) => ({
      platform: 'x',
      handle: one.handle,
      user_id: one.x_user_id,
      url: profileUrl(one),
      renamed_from: one.renamed_from,
    })),
    hashtag:
      record.hashtag_key === null
        ? null
        : { tag: spelt(record.name, record.hashtag_key), url: `https://x.com/hashtag/${encodeURIComponent(record.hashtag_key)}` },
    hashtag_use: record.hashtag_use,
    assured: record.assured_at === null ? null : { at: record.assured_at.toISOString(), by: record.assured_by ?? 'organiser' },
    support: { nominators: record.support, chats: record.chat_ids.length },
    published_at: record.published_at?.toISOString() ?? null,
  }
}

/** What is known of an entry's voices beside its support. */
export interface ReviewFacts {
  /** Voices that are no support: those that wait for an organiser and why, and those that were dismissed. */
  held: { waiting: number; reasons: HoldReason[]; dismissed: number }
  /** Times it was nominated by its own account. */
  self_nominations: number
  /** Nominators' questions that no decision has answered yet. */
  second_looks: { nomination_id: string; asked_at: string; why: string | null }[]
}

export interface ReviewView extends AllyView, ReviewFacts, IdentityFacts {
  status: AllyStatus
  status_reason: string | null
  gate: { verdict: Gate; by: Decider; reasons: Reason[] }
  category_by: Decider
  category_reasons: Reason[]
  tags_by: Decider
  body_kind_by: Decider
  hashtag_use_by: Decider
  hashtag_use_reasons: Reason[]
  merged_into: string | null
  account_states: { handle: string; state: AccountState; checked_at: string | null }[]
  created_at: string
  updated_at: string
  /** Send it in If-Match with a decision or an edit. */
  etag: string
}

/** What an organiser decides on. */
export function reviewView(record: AllyRecord, facts: ReviewFacts & IdentityFacts): ReviewView {
  return {
    ...publicView(record),
    ...facts,
    status: record.status,
    status_reason: record.status_reason,
    gate: { verdict: record.gate, by: record.gate_by, reasons: record.gate_reasons },
    category_by: record.section_by,
    category_reasons: record.section_reasons,
    tags_by: record.tags_by,
    body_kind_by: record.body_kind_by,
    hashtag_use_by: record.hashtag_use_by,
    hashtag_use_reasons: record.hashtag_use_reasons,
    merged_into: record.merged_into,
    account_states: record.accounts.map(({ handle, state, checked_at }) => ({ handle, state, checked_at: checked_at?.toISOString() ?? null })),
    created_at: record.created_at.toISOString(),
    updated_at: record.updated_at.toISOString(),
    etag: versionTag(record.id, record.version),
  }
}
