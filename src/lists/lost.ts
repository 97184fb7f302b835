// ◆ pure
/** A list that X does not show any more, or that belongs to another account than the one connected: what happened, and the ways out. */
interface Lost {
  id: string
  x_list_id: string | null
}

/** Whose a list on X is, where it is not the connected account's. */
export interface Whose {
  /** Null where it is not known. `username` is known of accounts that were connected here. */
  owner: { id: string; username: string | null } | null
  /** Null where keys of the environment act, or nobody is connected. */
  connected: { id: string; username: string } | null
  /** X does not show it to us. As it says itself, because it is private; or perhaps for that, and perhaps because it was deleted. */
  hidden: 'private' | 'perhaps' | null
}

const ways = ({ id }: Lost): string =>
  `On its page at the desk, or by command: allies list replace ${id} --reason "…" makes a plan for a new list in its place, allies list disconnect ${id} keeps it here alone.`

export const goneWords = (list: Lost): string =>
  `The list ${list.x_list_id} is not on X any more: somebody deleted it. It is never made again by itself, since its followers would be lost. ${ways(list)}`

const named = (who: { id: string; username: string | null } | null): string =>
  who === null ? '' : ` (${who.username === null ? who.id : `@${who.username}, ${who.id}`})`

/** `another account (@alice, 1) than the one connected here (@bob, 2)`. */
export const anotherWords = ({ owner, connected }: Pick<Whose, 'owner' | 'connected'>): string =>
  `another account${named(owner)} than the one connected here${named(connected)}`

/** Who is to be connected. */
export const connectWords = ({ owner }: Pick<Whose, 'owner'>): string =>
  `Connect ${owner?.username == null ? 'that account' : `@${owner.username}`} (/desk/owner, or allies owner connect)`

export function notOursWords(list: Lost, whose: Whose): string {
  const { hidden } = whose
  const what =
    hidden === 'perhaps'
      ? `is not shown by X. It belongs to ${anotherWords(whose)}, and is private, or was deleted; only its owner can see or change it.`
      : `${hidden === null ? '' : 'is private and '}belongs to ${anotherWords(whose)}, and only its owner can ${hidden === null ? '' : 'see or '}change it.`
  return `The list ${list.x_list_id} on X ${what} ${connectWords(whose)}, or go on without it. ${ways(list)}`
}
