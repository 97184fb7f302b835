import type { ListPlatform } from '../../../src/lists/planning.js'
import { isPlatformError } from '../../../src/platform/port.js'

export type CallName = 'getList' | 'readMembers' | 'me' | 'createList' | 'updateList' | 'addMember' | 'removeMember'

/** Told before and after every call to X; both may throw instead of letting it go on. */
export interface Onlooker {
  before(name: CallName, args: readonly unknown[]): Promise<void>
  after(name: CallName, args: readonly unknown[], result: { value: unknown } | { failed: unknown }): Promise<void>
}

/** The genuine client, looked at from both sides of each call. */
export function watched(platform: ListPlatform, onlooker: Onlooker): ListPlatform {
  const wrap =
    <A extends unknown[], R>(name: CallName, fn: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await onlooker.before(name, args)
      let value: R
      try {
        value = await fn(...args)
      } catch (failed) {
        if (isPlatformError(failed)) await onlooker.after(name, args, { failed })
        throw failed
      }
      await onlooker.after(name, args, { value })
      return value
    }
  const { lists } = platform
  return {
    ...platform,
    getList: wrap('getList', platform.getList),
    readMembers: wrap('readMembers', (id: string) => platform.readMembers(id)),
    lists: {
      me: wrap('me', lists.me),
      known: lists.known,
      createList: wrap('createList', lists.createList),
      updateList: wrap('updateList', lists.updateList),
      addMember: wrap('addMember', lists.addMember),
      removeMember: wrap('removeMember', lists.removeMember),
    },
  }
}
