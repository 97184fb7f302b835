import type { Deps } from '../../deps.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { type Break, follow, headText, NO_HEAD, parseHead } from './chain.js'
import * as repo from './repo.js'

export interface AuditView {
  seq: number
  /** Its place in the chain. */
  link: number | null
  at: string
  actor: string
  action: string
  subject: string
  reason: string | null
  detail: Record<string, unknown>
}

/** What was done, by whom and why, the last first. @throws AppError invalid_cursor */
export async function listAudit(
  deps: Pick<Deps, 'store'>,
  filters: repo.AuditFilters,
  paging: { limit: number; cursor?: string | undefined },
): Promise<Page<AuditView>> {
  const bound = { of: 'audit', ...filters }
  const keys = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['number'])
  const rows = await repo.pageOf(deps.store.db, filters, paging.limit, keys === null ? null : Number(keys[0]))
  return toPage(
    rows,
    paging.limit,
    bound,
    (row) => [row.seq],
    ({ n, at, ...row }) => ({ ...row, link: n, at: at.toISOString() }),
  )
}

export interface Verification {
  /** Nothing was changed, taken out or put in between since it was written; with an earlier head, nothing was cut off either. */
  intact: boolean
  /** Links that hold, from the first on. */
  verified: number
  links: number
  /** `N:HASH` of the last link that holds: kept elsewhere and given to a later verification, it shows if the end was cut off or all was written anew. */
  head: string | null
  fault: { kind: Break['kind'] | 'unlinked' | 'head_gone' | 'head_differs'; link: number | null; seq: number | null; detail: string } | null
}

/** So many rows are some megabytes. */
const PORTION = 2000

const IN_WORDS: Readonly<Record<Break['kind'], (n: number, seq: number) => string>> = {
  gap: (n) => `Links are missing before link ${n}.`,
  row_gone: (n, seq) => `Row ${seq}, which link ${n} covers, is gone.`,
  changed: (n, seq) => `Row ${seq} is not what was written when link ${n} was made, or the link is not.`,
}

/**
 * Reads the whole record and follows its hash chain. It shows whatever was done to rows behind the product's back. Who can write the whole chain anew with
 * new hashes is found out only by a head that was kept elsewhere.
 * @param expected a head of earlier, `N:HASH`
 * @throws AppError validation_failed if `expected` is no head
 */
export async function verifyAudit(
  deps: Pick<Deps, 'store'>,
  { expected, progress = () => undefined }: { expected?: string | undefined; progress?: (done: number, total: number) => void } = {},
): Promise<Verification> {
  const wanted = expected === undefined ? null : parseHead(expected)
  if (expected !== undefined && !wanted) {
    const detail = 'A head is N:HASH as a verification prints it, with 64 hexadecimal digits.'
    throw new AppError('validation_failed', detail, { errors: [{ parameter: 'head', code: 'head', detail }] })
  }
  const { db } = deps.store
  const links = await repo.countLinks(db)
  let head = NO_HEAD
  let fault: Verification['fault'] = null
  let seen = wanted?.n === 0 ? '' : null
  while (!fault) {
    const portion = await repo.linksAfter(db, head.n, PORTION)
    if (portion.length === 0) break
    if (wanted) seen ??= portion.find(({ n }) => n === wanted.n)?.hash ?? null
    const { head: now, broken } = follow(head, portion)
    head = now
    if (broken) fault = { kind: broken.kind, link: broken.n, seq: broken.seq, detail: IN_WORDS[broken.kind](broken.n, broken.seq) }
    progress(head.n, Math.max(links, head.n))
  }
  fault ??= wanted ? headFault(wanted, seen) : null
  fault ??= await unlinkedFault(deps)
  return { intact: fault === null, verified: head.n, links, head: head.n === 0 ? null : headText(head), fault }
}

function headFault(wanted: { n: number; hash: string }, seen: string | null): Verification['fault'] {
  if (seen === wanted.hash) return null
  return seen === null
    ? { kind: 'head_gone', link: wanted.n, seq: null, detail: `Link ${wanted.n}, which was there before, is gone: the end was cut off.` }
    : { kind: 'head_differs', link: wanted.n, seq: null, detail: `Link ${wanted.n} has another hash than before: the record was written anew.` }
}

async function unlinkedFault(deps: Pick<Deps, 'store'>): Promise<Verification['fault']> {
  const { count, first } = await repo.unlinked(deps.store.db)
  if (count === 0) return null
  const detail = `${count} ${count === 1 ? 'row has' : 'rows have'} no link, from row ${first} on: they were put in behind the product’s back.`
  return { kind: 'unlinked', link: null, seq: first, detail }
}
