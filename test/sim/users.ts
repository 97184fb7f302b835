import type { NewUser } from '../../src/platform/simulator/index.js'
import type { Change, Scenario } from './scenario.js'
import { OWNER } from './stage.js'
import type { Witness } from './witness.js'

/** Everybody whom X knows in this world. */
export const usersOf = ({ entries, strangers }: Scenario): NewUser[] => [
  { id: OWNER, username: 'swchat_eg' },
  ...entries.map(({ x_user_id, handle, trouble }) => ({
    id: x_user_id,
    username: handle,
    protected: trouble === 'protected',
    suspended: trouble === 'suspended',
    gone: trouble === 'gone',
    blocks: trouble === 'blocked' ? [OWNER] : [],
  })),
  ...strangers.map((user) => ({ ...user })),
]

/** X, as whoever sits at its website or owns an account there changes it. */
export interface XByHand {
  log(): readonly unknown[]
  /** The newest that is not deleted. */
  list(): { id: string; private: boolean } | undefined
  user(id: string): NewUser | undefined
  changeUser(id: string, change: { blocks?: string[]; protected?: boolean; suspended?: boolean; gone?: boolean; username?: string }): void
  changeList(id: string, change: { deleted?: true; owner_id?: string; private?: boolean; name?: string }): void
}

/** True if it was something on X. What is not possible just now is left out. */
export function changeOnX(x: XByHand, witness: Witness, { what, who }: Change): boolean {
  const list = x.list()
  const user = x.user(who)
  switch (what) {
    case 'hand-add':
      if (list && !user?.protected && !user?.suspended && !user?.gone && !user?.blocks?.length) witness.handAdd(list.id, who)
      return true
    case 'hand-remove':
      if (list) witness.handRemove(list.id, who)
      return true
    case 'leave':
    case 'protect':
    case 'suspend':
    case 'delete':
      if (!user) return true
      witness.trouble(who, what)
      if (what === 'leave') x.changeUser(who, { blocks: [OWNER] })
      if (what === 'protect') x.changeUser(who, { protected: true })
      if (what === 'suspend') x.changeUser(who, { suspended: true })
      if (what === 'delete') x.changeUser(who, { gone: true })
      if (what === 'leave' && list) witness.handRemove(list.id, who)
      return true
    case 'rename':
      if (user) x.changeUser(who, { username: `${user.username.slice(0, 12)}_2` })
      return true
    case 'list-delete':
    case 'list-give-away':
    case 'list-private':
    case 'list-rename':
      if (!list) return true
      witness.misfortune(what)
      if (what === 'list-delete') x.changeList(list.id, { deleted: true })
      // Of a private one the owner cannot be seen any more; of a public one X shows it.
      if (what === 'list-give-away') x.changeList(list.id, { owner_id: '14999999', ...(x.log().length % 2 === 0 ? { private: false } : {}) })
      if (what === 'list-private') x.changeList(list.id, { private: !list.private })
      if (what === 'list-rename') x.changeList(list.id, { name: 'Renamed by hand' })
      return true
    default:
      return false
  }
}
