import { isPlatformError, type MembersRead } from '../../../src/platform/port.js'
import { claim, type Mutant, remote, store } from './kit.js'

/** What the engine believes of what X shows. */
export const BELIEVES_TOO_MUCH: readonly Mutant[] = [
  {
    name: 'two-way-diff',
    forgets: 'that members added by hand are not ours',
    engine: remote((real, { clock }, { db }) => ({
      readMembers: async (id) => {
        const read = await real.readMembers(id)
        for (const member of read.members) claim(db, member.id, clock.now())
        return read
      },
    })),
  },
  {
    name: 'adopts-the-wanted',
    forgets: 'that who was added by hand stays theirs, wanted or not',
    engine: remote((real, { clock }, { db }) => ({
      readMembers: async (id) => {
        const read = await real.readMembers(id)
        const wanted = new Map([...db.entries.values()].flatMap((entry) => entry.accounts.map((one) => [one.x_user_id, entry.status])))
        for (const member of read.members) if (wanted.get(member.id) === 'approved') claim(db, member.id, clock.now())
        return read
      },
    })),
  },
  {
    name: 'trusts-the-answer',
    forgets: 'that X acknowledges additions that never happen',
    engine: remote((real) => {
      const said = new Set<string>()
      return {
        readMembers: async (id) => {
          const read = await real.readMembers(id)
          const there = new Set(read.members.map((member) => member.id))
          return { ...read, members: [...read.members, ...[...said].filter((one) => !there.has(one)).map((one) => ({ id: one, username: `u${one}` }))] }
        },
        addMember: async (id, user) => {
          await real.addMember(id, user)
          said.add(user)
        },
        removeMember: async (id, user) => {
          await real.removeMember(id, user)
          said.delete(user)
        },
      }
    }),
  },
  {
    name: 'believes-half-a-read',
    forgets: 'that a list read in part proves nothing',
    engine: remote((real) => {
      // What was read, whole or not, is taken for the list, and its length for X's own count.
      let last: MembersRead | null = null
      return {
        getList: async (id) => {
          const list = await real.getList(id)
          last ??= await real.readMembers(id)
          return { ...list, member_count: last.members.length }
        },
        readMembers: async (id) => {
          last = { ...(await real.readMembers(id)), complete: true }
          return last
        },
      }
    }),
  },
  {
    name: 're-adds-the-vanished',
    forgets: 'who left by himself',
    engine: store((real) => ({
      savePlan: (plan, learnt) =>
        real.savePlan(plan, { ...learnt, disowned: [...learnt.disowned, ...learnt.missed, ...learnt.vanished], missed: [], vanished: [] }),
    })),
  },
  {
    name: 'buries-on-one-reading',
    forgets: 'that one reading may be an old copy',
    engine: store((real) => ({ savePlan: (plan, learnt) => real.savePlan(plan, { ...learnt, missed: [], vanished: [...learnt.vanished, ...learnt.missed] }) })),
  },
  {
    name: 'ignores-the-owner',
    forgets: 'to look whose list it is',
    engine: remote((real, _given, { x }) => ({ getList: async (id) => ({ ...(await real.getList(id)), owner_id: x.state.settings.owner }) })),
  },
  {
    name: 'recreates-the-deleted',
    forgets: 'that a list that vanished has followers who would be left behind',
    engine: remote((real, _given, { db }) => {
      const orForget = async <T>(ask: Promise<T>): Promise<T> => {
        try {
          return await ask
        } catch (error) {
          if (isPlatformError(error) && error.kind === 'gone') Object.assign(db.list, { x_list_id: null })
          throw error
        }
      }
      return { getList: (id) => orForget(real.getList(id)) }
    }),
  },
  {
    name: 'says-done',
    forgets: 'that "done" means seen',
    engine: store((real) => ({ finish: (id, end) => real.finish(id, end.status === 'incomplete' ? { ...end, status: 'verified' } : end) })),
  },
  {
    name: 'claims-what-it-once-sent',
    forgets: 'that whom it gave up may have been added by a hand since',
    engine: remote((real, { clock }, { db }) => ({
      readMembers: async (id) => {
        const read = await real.readMembers(id)
        const sent = new Set([...db.plans.values()].flatMap(({ ops }) => ops.flatMap((op) => (op.verb === 'add' && op.attempts > 0 ? op.x_user_id : []))))
        for (const member of read.members) if (sent.has(member.id)) claim(db, member.id, clock.now())
        return read
      },
    })),
  },
  {
    name: 'disowns-the-missing',
    forgets: 'that who was there and is not any more has left',
    engine: store((real) => ({
      settle: (plan, settled, at, fence) => real.settle(plan, { ...settled, absent: [...settled.absent, ...settled.missed], missed: [] }, at, fence),
    })),
  },
  {
    name: 'digs-up-the-buried',
    forgets: 'that a tombstone stands',
    engine: store((real) => ({
      basis: async (id) => {
        const basis = await real.basis(id)
        return basis && { ...basis, applied: basis.applied.map((row) => ({ ...row, vanished_at: null })) }
      },
    })),
  },
  {
    name: 'blames-the-member',
    forgets: 'that X said yes to whom it dropped',
    engine: store((real) => ({
      settle: (plan, settled, at, fence) => {
        const outcomes = settled.outcomes.map((one) => (one.state === 'failed' ? { ...one, outcome: 'suspended' } : one))
        return real.settle(plan, { ...settled, outcomes }, at, fence)
      },
    })),
  },
  {
    name: 'blames-x',
    forgets: 'that X never took what it put off',
    engine: store((real) => ({
      noteOutcomes: (plan, outcomes, at, fence) =>
        real.noteOutcomes(
          plan,
          outcomes.map((one) => (one.outcome === 'put_off' ? { ...one, outcome: 'silently_dropped' } : one)),
          at,
          fence,
        ),
    })),
  },
]
