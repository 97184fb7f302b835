/** Which of the lists and samples that are kept are used: asked by every part of reach, so that all answer from the same ones. */
import type { Executor } from '../../db/open.js'
import { type Fault, type InUse, inUse } from '../kept.js'
import type { MemberRow } from '../repo.js'
import { isMember } from '../standing.js'
import * as repo from './repo.js'

export type Used = InUse<repo.KeptRow>

type Counted = Pick<MemberRow, 'account_id' | 'followers' | 'as_of'>

/** By account, of those of which anything is kept. */
export async function audiencesInUse(db: Executor, keyId: number, accounts: readonly Counted[]): Promise<Map<string, Used>> {
  const counts = new Map(accounts.map((one) => [one.account_id, one]))
  const used = (rows: readonly repo.KeptRow[]) => {
    const byAccount = new Map<string, repo.KeptRow[]>()
    for (const row of rows) {
      const own = byAccount.get(row.account_id)
      if (own) own.push(row)
      else byAccount.set(row.account_id, [row])
    }
    return [...byAccount].flatMap(([id, kept]): [string, Used][] => {
      const count = counts.get(id)
      return count ? [[id, inUse(kept, count, keyId)]] : []
    })
  }
  const found = new Map(used(await repo.newestKept(db, [...counts.keys()])))
  // Older ones matter only where the newest cannot be used, which are few.
  const faulty = [...found].flatMap(([id, one]) => (one.faulty ? [id] : []))
  for (const [id, one] of used(await repo.allKept(db, faulty))) found.set(id, one)
  return found
}

const grouped = (count: number) => count.toLocaleString('en')
const day = (at: Date) => at.toISOString().slice(0, 10)

/** Why a list or sample is kept and not used, in a sentence without a capital, and what is used instead. */
export function faultInWords({ kept, fault }: { kept: repo.KeptRow; fault: Fault }, count: Counted, { list, sample }: Pick<Used, 'list' | 'sample'>): string {
  const instead = kept.kind === 'full' ? list : sample
  return `${words(kept, fault, count)}${instead === null ? '' : `; until then the one of ${day(instead.as_of)} is used`}`
}

function words(kept: repo.KeptRow, fault: Fault, { followers, as_of }: Counted): string {
  const holds = grouped(kept.distinct_ids)
  const then = grouped(followers ?? kept.followers_then ?? 0)
  switch (fault) {
    case 'key':
      return 'it was hashed under another SECRET, and cannot be compared with the others: give it again'
    case 'few':
      return `it is of ${holds} ${kept.distinct_ids === 1 ? 'follower' : 'followers'}, which are too few to say anything of all: draw a hundred`
    case 'torn':
      return `of its ${grouped(kept.ids_read + kept.bad_lines)} lines ${grouped(kept.bad_lines)} hold no id, and no count says how long it should be: give the whole one (a spreadsheet shortens long ids), enter the count, or vouch for it`
    case 'cut':
      return `it was cut short: it holds ${holds} of the followers, of whom ${grouped(kept.followers_then ?? followers ?? 0)} were counted then: give the whole one, or vouch for it if the count was wrong`
    case 'long':
      return `it holds ${holds} followers, and ${then} were counted on ${day(as_of ?? kept.as_of)}: read or enter the count anew if it is out of date, take the list back if it is of another account, or vouch for it`
  }
}

/** Why nothing that is known of an account has an effect. */
export function whyNoMember({ state }: Pick<MemberRow, 'state'>): string | null {
  if (isMember({ state })) return null
  return state === 'suspended'
    ? 'X has suspended the account, which reaches nobody while it is'
    : state === 'not_found'
      ? 'X knows no such account, or no longer'
      : 'the account is another one of the directory'
}

export interface NotUsed {
  id: string
  account: { id: string; handle: string }
  kind: repo.KeptRow['kind']
  as_of: Date
  reason: string
}

/** The newest of each account that is kept and not used although newer than what is, and why. */
export function newestNotUsed(members: readonly MemberRow[], used: ReadonlyMap<string, Used>): NotUsed[] {
  return members.filter(isMember).flatMap((member) => {
    const found = used.get(member.account_id)
    if (!found) return []
    const account = { id: member.account_id, handle: member.handle }
    const list = found.passed.find(({ kept }) => kept.kind === 'full')
    const sample = found.passed.find(({ kept }) => kept.kind !== 'full')
    return [list, sample].flatMap((one) =>
      one ? [{ id: one.kept.id, account, kind: one.kept.kind, as_of: one.kept.as_of, reason: faultInWords(one, member, found) }] : [],
    )
  })
}
