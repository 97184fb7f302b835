// ◆ pure
import type { AccountState, Gate, Reason } from '../../db/schema/directory.js'

/** Who may say that an entry is right. The word is public, so these are roles and no names. */
export const ROLES = ['organiser', 'host', 'volunteer', 'the body itself'] as const
export type Role = (typeof ROLES)[number]

export interface AccountFacts {
  handle: string
  state: AccountState
  checked_at: Date | null
  last_post_at: Date | null
  /** When it was last seen to be called something else than before; null if never. */
  renamed_at: Date | null
  /** Its handle is another account's now, and what it is called itself is not known. */
  lost: boolean
}

export interface EntryFacts {
  gate: Gate
  gate_reasons: readonly Reason[]
  url: string | null
  url_state: 'ok' | 'gone' | null
  created_at: Date
  published_at: Date | null
  assured_at: Date | null
  /** Rules that spoke when it was last assured: whoever did it has seen them. */
  accepted: readonly string[]
  accounts: readonly AccountFacts[]
  /** Fields in which organisers' words on entries that were merged disagree. */
  conflicts: readonly string[]
}

export interface Risk {
  /** The greater, the sooner somebody should look. */
  score: number
  reasons: Reason[]
  /** Since when nobody has said that it is right. */
  since: Date
}

const DAY = 86_400_000
/** An entry is looked at again after a year, one with something against it after a quarter. */
const AGE_DAYS = { quiet: 365, risky: 90 } as const
const SILENT_DAYS = 365

/** Set by hand: what may show strangers in our name stands above what is merely old. */
const WEIGHT: Readonly<Record<string, number>> = {
  'account.lost': 9,
  'account.not_found': 8,
  'gate.doubt': 8,
  'account.suspended': 7,
  'words.disagree': 5,
  'account.renamed': 4,
  'site.gone': 4,
  'account.silent': 3,
  'account.unseen': 2,
}

/** What may show strangers, or nobody, in our name: that it is right all the same needs a reason. */
const GRAVE = new Set(['account.lost', 'account.not_found', 'account.suspended', 'gate.doubt', 'site.gone'])
export const isGrave = (reasons: readonly Pick<Reason, 'rule'>[]): boolean => reasons.some(({ rule }) => GRAVE.has(rule))

const day = (at: Date) => at.toISOString().slice(0, 10)
const days = (from: Date, to: Date) => Math.floor((to.getTime() - from.getTime()) / DAY)

/** What speaks for looking at an entry again, in words, and how soon. No reasons: nobody needs to. */
export function riskOf(entry: EntryFacts, now: Date): Risk {
  const since = entry.assured_at ?? entry.published_at ?? entry.created_at
  const found = [...entry.accounts.flatMap((one) => accountReasons(one, since, now)), ...entryReasons(entry)]
  const age = days(since, now)
  // What was seen when somebody said that it is right is left alone for a quarter.
  const heard = new Set(age <= AGE_DAYS.risky ? entry.accepted : [])
  const fresh = found.filter(({ rule }) => !heard.has(rule))
  const limit = found.length > 0 ? AGE_DAYS.risky : AGE_DAYS.quiet
  const old: Reason[] =
    age > limit ? [{ rule: 'assurance.old', detail: `${entry.assured_at ? 'Last assured' : 'Never assured, listed'} ${age} days ago.` }] : []
  const reasons = [...fresh, ...old]
  const weight = (rule: string) => WEIGHT[rule] ?? 1
  const score = reasons.length === 0 ? 0 : fresh.reduce((sum, { rule }) => sum + weight(rule), 0) + Math.min(5, age / AGE_DAYS.quiet)
  return { score: Math.round(score * 1_000) / 1_000, reasons: reasons.sort((a, b) => weight(b.rule) - weight(a.rule)), since }
}

function accountReasons({ handle, state, checked_at, last_post_at, renamed_at, lost }: AccountFacts, since: Date, now: Date): Reason[] {
  const reasons: Reason[] = []
  const say = (rule: string, detail: string) => void reasons.push({ rule, detail })
  if (lost) say('account.lost', `@${handle} is another account on X now, and the one that we listed is not found.`)
  else if (state === 'not_found') say('account.not_found', `X knows no account @${handle}.`)
  if (state === 'suspended') say('account.suspended', `X has suspended @${handle}.`)
  if (renamed_at !== null && renamed_at > since) say('account.renamed', `The account is called @${handle} since ${day(renamed_at)}.`)
  if (last_post_at !== null && days(last_post_at, now) > SILENT_DAYS) say('account.silent', `@${handle} has posted nothing since ${day(last_post_at)}.`)
  if (state === 'unresolved' || checked_at === null) say('account.unseen', `@${handle} was never looked up on X.`)
  return reasons
}

function entryReasons({ gate, gate_reasons, url, url_state, conflicts }: EntryFacts): Reason[] {
  return [
    ...(gate === 'ally'
      ? gate_reasons
          .filter(({ rule }) => rule === 'ally.approved')
          .map(({ detail }) => ({ rule: 'gate.doubt', detail: `${detail} ${gate_reasons[1]?.detail ?? ''}`.trim() }))
      : [{ rule: 'gate.doubt', detail: `The gate says ${gate} since it was approved: ${gate_reasons[0]?.detail ?? 'no reason given'}` }]),
    ...conflicts.map((field) => ({
      rule: 'words.disagree',
      detail: `Organisers said different things about its ${field.replace('_', ' ')} before it was merged.`,
    })),
    ...(url_state === 'gone' ? [{ rule: 'site.gone', detail: `Its website does not answer: ${url ?? ''}` }] : []),
  ]
}
