// ◆ pure
import type { MatchRecord, RelationKind } from './types.js'

/** What a body says of itself in its profile: that it is some account's campaign, press office or branch. */
export interface Said {
  kind: RelationKind
  /** Lower case, without @. */
  handle: string
  /** The word for what it is. */
  word: string
}

const MAX_BIO = 500
const MAX_BIOS = 4
/** "Campaign to keep the reading room open, run by @…": so many words may stand between. */
const REACH = 10

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const KINDS = new Map<string, RelationKind>([
  ...[...words('campaign appeal petition challenge initiative')].map((word): [string, RelationKind] => [word, 'campaign']),
  ...[...words('newsroom newsdesk')].map((word): [string, RelationKind] => [word, 'press']),
  ...[...words('chapter branch affiliate')].map((word): [string, RelationKind] => [word, 'chapter']),
])
const PRESS = words('press media news communications comms')
const ROOM = words('office team desk room account centre center')
const RUN = words('run led organised organized launched started founded created coordinated managed hosted')
const ARTICLES = words('the our')
/** "Campaign against …", "Not a campaign by …", "Stop the smear campaign by …": said of another, or denied. */
const DENIED = words(
  'against anti not no never nor neither without former formerly ex unofficial parody independent stop stopping fight fighting oppose opposing opposed end ending resist resisting expose exposing boycott smear',
)

/** Read from profiles: plain statements alone, one sentence each. Linear in the text, of which 500 characters are read. */
export function saidBy(record: MatchRecord): Said[] {
  return (record.bios ?? []).slice(0, MAX_BIOS).flatMap((bio) =>
    bio
      .slice(0, MAX_BIO)
      .split(/[.!?;|•\n]/)
      .flatMap(saidIn),
  )
}

function saidIn(sentence: string): Said[] {
  const found = sentence.toLowerCase().match(/@[a-z0-9_]{1,15}(?![a-z0-9_])|\p{L}+/gu) ?? []
  return found.flatMap((token, at) => {
    if (!token.startsWith('@')) return []
    const before = found.slice(Math.max(0, at - REACH - 2), at)
    if (found.slice(0, at).some((word) => DENIED.has(word))) return []
    while (ARTICLES.has(before.at(-1) ?? '')) before.pop()
    const link = before.pop()
    const kind = link === 'by' ? kindWithin(before) : link === 'of' || link === 'for' || link === 'from' || link === 'at' ? kindAtEnd(before, link) : null
    return kind ? [{ ...kind, handle: token.slice(1) }] : []
  })
}

/** Two words for a press office, else one. */
function kindAtEnd(before: readonly string[], link: string): Omit<Said, 'handle'> | null {
  const last = before.at(-1) ?? ''
  if (ROOM.has(last) && PRESS.has(before.at(-2) ?? '')) return { kind: 'press', word: `${before.at(-2)} ${last}` }
  const kind = KINDS.get(last)
  // A campaign for somebody, or at some place, may be anybody's.
  return kind && (link === 'of' || link === 'from' || kind === 'press') ? { kind, word: last } : null
}

/** Directly before "by", or before "run by". Another account between the two would be whose it is. */
function kindWithin(before: readonly string[]): Omit<Said, 'handle'> | null {
  const last = before.at(-1) ?? ''
  // "Backed by", "signed by", "inspired by": not theirs.
  if (!RUN.has(last) && KINDS.get(last) !== 'campaign') return null
  for (let at = before.length - 1; at >= 0; at--) {
    const word = before[at] ?? ''
    if (word.startsWith('@')) return null
    const kind = KINDS.get(word)
    if (kind === 'campaign') return { kind, word }
  }
  return null
}
