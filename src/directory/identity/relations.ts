// ◆ pure
import type { AllyKind, AllyStatus } from '../../db/schema/directory.js'
import type { RelationKind } from '../match/types.js'
import { foldName } from '../names.js'

interface Side {
  id: string
  name: string
  kind: AllyKind
  status: AllyStatus
  canonical_id: string
}

/** Which kinds of entries a relation holds between, read "from is the … of to". */
const BETWEEN: Readonly<Record<RelationKind, readonly [AllyKind, AllyKind]>> = {
  parent: ['organisation', 'organisation'],
  chapter: ['organisation', 'organisation'],
  press: ['organisation', 'organisation'],
  campaign: ['organisation', 'organisation'],
  successor: ['organisation', 'organisation'],
  variant: ['hashtag', 'hashtag'],
  series: ['hashtag', 'hashtag'],
  owner: ['hashtag', 'organisation'],
}

/** How a relation reads, from each side. */
export const RELATION_WORDS: Readonly<Record<RelationKind, { of: string; has: string }>> = {
  parent: { of: 'parent body of', has: 'part of' },
  chapter: { of: 'chapter of', has: 'has the chapter' },
  press: { of: 'press account of', has: 'has the press account' },
  campaign: { of: 'campaign of', has: 'has the campaign' },
  successor: { of: 'successor of', has: 'followed by' },
  variant: { of: 'variant of', has: 'has the variant' },
  series: { of: 'edition of', has: 'has the edition' },
  owner: { of: 'belongs to', has: 'owns' },
}

const ARTICLE: Readonly<Record<AllyKind, string>> = { organisation: 'an organisation', hashtag: 'a hashtag' }

interface Named {
  name: string
  accounts: readonly { handle: string }[]
}

/** What two entries are called beside each other: with their handles where their names are the same to the eye. */
export function toldApart(a: Named, b: Named): [string, string] {
  if (foldName(a.name) !== foldName(b.name)) return [a.name, b.name]
  const called = ({ name, accounts: [account] }: Named) => (account && name !== `@${account.handle}` ? `${name} (@${account.handle})` : name)
  return [called(a), called(b)]
}

/** A relation as a sentence. */
export const relationSentence = (kind: RelationKind, from: string, to: string): string =>
  `${from} ${kind === 'owner' ? '' : 'is the '}${RELATION_WORDS[kind].of} ${to}`

/** Why two entries cannot stand in this relation; null if they can. */
export function relationRefusal(kind: RelationKind, from: Side, to: Side): string | null {
  if (from.id === to.id) return 'An entry has no relation to itself.'
  if (from.canonical_id === to.canonical_id) return `${from.name} and ${to.name} are one entry: they were merged.`
  for (const one of [from, to]) if (one.status === 'withdrawn') return `${one.name} was withdrawn.`
  const [fromKind, toKind] = BETWEEN[kind]
  if (from.kind !== fromKind || to.kind !== toKind)
    return `“${RELATION_WORDS[kind].of}” holds between ${fromKind === toKind ? `two ${fromKind}s` : `a ${fromKind} and an ${toKind}`}; ${from.name} is ${ARTICLE[from.kind]}, ${to.name} ${ARTICLE[to.kind]}.`
  return null
}
