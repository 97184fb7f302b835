// ◆ pure
import type { Prices } from '../cost.js'

/** US dollars of one look: the list's own row, and each member if all are read. Accounts looked up because they changed come on top. */
export function lookCost(members: number | null, prices: Prices): number {
  return (prices['list.get'].price + (members === null ? 0 : members * prices['list.members.read'].price)) / 1000
}

/** A handle as a person may have typed it, folded; X user ids are digits. */
export const namedMember = <T extends { x_user_id: string; handle: string }>(members: readonly T[], typed: string): T | undefined => {
  const name = typed.trim().replace(/^@/, '').toLowerCase()
  // A handle may be all digits too; the id is the more certain name.
  return members.find(({ x_user_id }) => x_user_id === name) ?? members.find(({ handle }) => handle.toLowerCase() === name)
}
