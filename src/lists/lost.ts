// ◆ pure
/** A list that X does not show any more, or that belongs to another account than the one connected: what happened, and the ways out. */
interface Lost {
  id: string
  x_list_id: string | null
}

const ways = ({ id }: Lost): string =>
  `On its page at the desk, or by command: allies list replace ${id} makes a plan for a new list in its place, allies list disconnect ${id} keeps it here alone.`

export const goneWords = (list: Lost): string =>
  `The list ${list.x_list_id} is not on X any more: somebody deleted it. It is never made again by itself, since its followers would be lost. ${ways(list)}`

/** `owner`: whose it is on X, if X says so; it shows a private list to its owner alone. */
export const notOursWords = (list: Lost, owner: string | null): string =>
  `The list ${list.x_list_id} on X ${owner === null ? 'is private and belongs to another account' : `belongs to another account (${owner})`} than the one connected here, and only its owner can ${owner === null ? 'see or ' : ''}change it. Connect that account (/desk/owner, or allies owner connect), or go on without it. ${ways(list)}`
