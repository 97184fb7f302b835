import type { AllyStatus, Gate } from '../../db/schema/directory.js'
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { attachFromX, type SeenOnX } from '../../directory/on-x/service.js'
import { AppError } from '../../kernel/errors.js'
import { usd } from '../../kernel/money.js'
import { isPlatformError, type Platform, PRICES_MILLI_USD, type XList } from '../../platform/port.js'
import { removedIfAdopted, takeOverAll } from '../drift/adopt.js'
import { fieldFaults, pick } from '../drift/fields.js'
import { lookCost } from '../drift/looks.js'
import { overBudget } from '../drift/service.js'
import { keepReading } from '../drift/whole.js'
import { actingFor, belongingNow } from '../planning.js'
import * as lists from '../repo.js'
import { readAll } from '../sync/look.js'
import { parseListAddress } from './address.js'
import * as repo from './repo.js'

/** Drafting entries takes a while each; so many are one unit of work. */
const AT_ONCE = 100

export interface DumpQuote {
  x_list_id: string
  name: string
  description: string
  private: boolean
  member_count: number
  /** Whether it belongs to the account connected here; null if no owner is connected. */
  ours: boolean | null
  /** The definition that is connected with it already. */
  list_id: string | null
  /** What reading its members costs, in US dollars. */
  cost_usd: number
}

export interface DumpedMember {
  x_user_id: string
  handle: string
  outcome: 'made' | 'matched_by_id' | 'matched_by_handle' | 'left_out'
  ally_id: string | null
  status: AllyStatus | null
  gate: Gate | null
  /** Why it was left out, or what keeps it off a list of allies. */
  note: string | null
}

export interface DumpReport extends DumpQuote {
  dry_run: boolean
  /** Null where no definition was made: a dry run, or somebody else's list. */
  definition: 'made' | 'known' | null
  counts: { members: number; made: number; matched: number; left_out: number; adopted: number }
  members: DumpedMember[]
  note: string | null
}

export interface DumpInput {
  /** Its number on X, or its address there. */
  list: string
  name?: string | undefined
  /** Take the members over: from then on ours to answer for. */
  adopt?: boolean | undefined
  dry_run?: boolean | undefined
  /** What reading costs was seen and agreed to. */
  confirm_cost?: boolean | undefined
}

export interface DumpProgress {
  phase: 'read' | 'enter'
  done: number
  total: number
}

/** What a list on X is and what reading it would cost; one call. @throws AppError validation_failed, platform_off, not_found, conflict; PlatformError */
export async function quoteDump(deps: Deps, typed: string): Promise<DumpQuote> {
  return (await look(deps, typed)).quote
}

async function look(deps: Deps, typed: string): Promise<{ quote: DumpQuote; shown: XList; owner: string | null; platform: Platform }> {
  const { platform } = deps
  const address = parseListAddress(typed)
  if (!address.ok)
    throw new AppError('validation_failed', `This names no list on X: ${address.reason}.`, {
      errors: [{ pointer: '/list', code: 'list', detail: `${address.reason}.` }],
    })
  if (!platform) throw new AppError('platform_off', 'Reading a list on X needs X access: set the X_ variables, or X_API_BASE_URL for the simulator.')
  const shown = await getListOrSay(platform, address.id)
  const known = await repo.listOnX(deps.store.db, address.id)
  const owner = await actingFor(platform, known)
  const { name, description, private: hidden, member_count } = shown
  const cost_usd = lookCost(member_count, PRICES_MILLI_USD)
  return {
    quote: {
      x_list_id: address.id,
      name,
      description,
      private: hidden,
      member_count,
      ours: owner === null ? null : owner === shown.owner_id,
      list_id: known?.id ?? null,
      cost_usd,
    },
    shown,
    owner,
    platform,
  }
}

async function getListOrSay(platform: Platform, id: string): Promise<XList> {
  try {
    return await platform.getList(id)
  } catch (error) {
    if (isPlatformError(error) && error.kind === 'gone')
      throw new AppError('not_found', `X shows no list ${id}: the number may be mistyped, or the list was deleted.`, { cause: error })
    if (isPlatformError(error) && error.kind === 'not-owner')
      throw new AppError('conflict', `The list ${id} is private and belongs to another account than the one connected here: only its owner can read it.`, {
        cause: error,
      })
    throw error
  }
}

/**
 * Takes in a list that is on X already: its members become entries of the directory (proposed, where there is none), and the list a definition here that is
 * connected with it and takes only them. Nothing is changed on X, nobody is published by it, and twice makes nothing twice. The members stay others' unless
 * `adopt` takes them over.
 * @throws AppError validation_failed, not_found, conflict (cost not agreed to, not ours, over the budget), platform_off, platform_failed; PlatformError
 */
export async function dumpList(
  deps: Deps,
  actor: Actor,
  input: DumpInput,
  onProgress: (progress: DumpProgress) => void = () => undefined,
): Promise<DumpReport> {
  const faults = fieldFaults({ name: input.name })
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })
  const { quote, shown, owner, platform } = await look(deps, input.list)
  const { member_count: total, x_list_id } = quote
  if (input.adopt && quote.ours !== true)
    throw new AppError('conflict', `The list “${shown.name}” belongs to another account than the one connected here, so its members cannot be taken over.`)
  if (input.confirm_cost !== true)
    throw new AppError(
      'conflict',
      `Reading the ${total} members of “${shown.name}” costs about ${usd(quote.cost_usd)}. Agree to it with confirm_cost (--yes).`,
      {
        members: { cost_usd: quote.cost_usd, member_count: total },
      },
    )
  const over = await overBudget(deps, total)
  if (over !== null) throw new AppError('conflict', over)
  const read = await readAll({ remote: platform, clock: deps.clock }, x_list_id, (done) => onProgress({ phase: 'read', done, total }))
  if (!read.complete) throw new AppError('platform_failed', `X did not give the whole list “${shown.name}”. Nothing was made of it: try again later.`)
  const seen = read.members.map(({ id, username }) => ({ x_user_id: id, handle: username }))
  const dry = input.dry_run === true
  const definition = dry || quote.ours !== true ? null : await define(deps, actor, shown, owner, input.name)
  // Who is there by the rule stays there by the rule: a pin would keep it on the list whatever the rule says later.
  const belonging = new Set(definition && !definition.made ? (await belongingNow(deps, definition.list)).belonging : [])
  const members: DumpedMember[] = []
  for (let from = 0; from < seen.length; from += AT_ONCE) {
    onProgress({ phase: 'enter', done: from, total: seen.length })
    members.push(...(await enter(deps, actor, shown, seen.slice(from, from + AT_ONCE), definition && { ...definition, belonging }, dry)))
  }
  onProgress({ phase: 'enter', done: seen.length, total: seen.length })
  const adopted = definition && input.adopt ? await takeOverMembers(deps, actor, definition.list.id, members) : 0
  // What was read is the first look at it: the desk shows the members without paying for them again.
  if (definition) await keepReading(deps, definition.list.id, { shown, read })
  const of = (...outcomes: DumpedMember['outcome'][]) => members.filter(({ outcome }) => outcomes.includes(outcome)).length
  return {
    ...quote,
    list_id: definition?.list.id ?? quote.list_id,
    dry_run: dry,
    definition: definition && (definition.made ? 'made' : 'known'),
    counts: { members: members.length, made: of('made'), matched: of('matched_by_id', 'matched_by_handle'), left_out: of('left_out'), adopted },
    members,
    note: noteOn(quote, dry),
  }
}

const noteOn = (quote: DumpQuote, dry: boolean): string | null => {
  if (dry) return 'A dry run: nothing was kept.'
  if (quote.ours === true) return null
  const entered = 'Its members are in the directory; no list was made of it here, since only the owner of a list can keep it in step.'
  return quote.ours === null
    ? `No owner account is connected, so it is not known whose list this is. ${entered}`
    : `The list belongs to another account than the one connected here. ${entered}`
}

/** The definition that is connected with it, made if there is none: it takes only who is pinned, so that no plan fills it with the whole directory. */
async function define(deps: Deps, actor: Actor, shown: XList, owner: string | null, name: string | undefined): Promise<{ list: lists.ListRow; made: boolean }> {
  const id = deps.ids.next('lst')
  return deps.store.transaction(async (tx) => {
    const known = await repo.listOnX(tx.db, shown.id)
    if (known) return { list: known, made: false }
    const fields = pick(shown)
    await lists.insertList(tx.db, {
      ...fields,
      ...(name === undefined ? {} : { name }),
      id,
      rule: { pinned_only: true },
      x_list_id: shown.id,
      x_owner_id: owner,
      x_fields: fields,
      created_at: tx.now,
      updated_at: tx.now,
    })
    await tx.audit({ actor, action: 'list.dump', subject: id, detail: { x_list_id: shown.id, name: shown.name, members: shown.member_count } })
    await tx.emit('list.created', id)
    await tx.touchDirectory()
    const list = await lists.findList(tx.db, id)
    if (!list) throw new Error(`list ${id} vanished while it was made`)
    return { list, made: true }
  })
}

/** Undoes a unit of work that was only to be looked at. */
class OnlyLooked extends Error {
  readonly members: DumpedMember[]
  constructor(members: DumpedMember[]) {
    super('a dry run')
    this.members = members
  }
}

/** One unit of work: entries for these members, and pins for those who may ever be on a list and are not yet. */
async function enter(
  deps: Deps,
  actor: Actor,
  shown: XList,
  part: readonly SeenOnX[],
  definition: { list: lists.ListRow; belonging: ReadonlySet<string> } | null,
  dry: boolean,
): Promise<DumpedMember[]> {
  const reason = `On the list “${shown.name}” on X (${shown.id}).`
  try {
    return await deps.store.transaction(async (tx) => {
      const members = await attach(tx, deps, actor, shown, part, reason)
      if (dry) throw new OnlyLooked(members)
      if (definition) {
        const pinned = [
          ...new Set(
            members.flatMap(({ outcome, ally_id }) => (outcome === 'left_out' || ally_id === null || definition.belonging.has(ally_id) ? [] : ally_id)),
          ),
        ]
        await repo.pinAll(
          tx.db,
          pinned.map((ally_id) => ({ list_id: definition.list.id, ally_id, kind: 'pin' as const, reason, actor, created_at: tx.now })),
        )
        await touch(tx, definition.list.id)
      }
      return members
    })
  } catch (error) {
    if (error instanceof OnlyLooked) return error.members
    throw error
  }
}

async function touch(tx: Tx, listId: string): Promise<void> {
  const list = await lists.findList(tx.db, listId, true)
  if (list) await lists.updateList(tx.db, listId, list.version, { updated_at: tx.now })
  await tx.touchDirectory()
}

async function attach(tx: Tx, deps: Deps, actor: Actor, shown: XList, part: readonly SeenOnX[], reason: string): Promise<DumpedMember[]> {
  // Whoever keeps a list of allies is none of them.
  const others = part.filter(({ x_user_id }) => x_user_id !== shown.owner_id)
  const entries = await attachFromX(tx, deps, others, { actor, reason })
  return part.map((member): DumpedMember => {
    if (member.x_user_id === shown.owner_id)
      return { ...member, outcome: 'left_out', ally_id: null, status: null, gate: null, note: 'it is the account that owns the list' }
    const found = entries.get(member.x_user_id)
    if (!found?.ok) return { ...member, outcome: 'left_out', ally_id: null, status: null, gate: null, note: found?.reason ?? 'it is not known' }
    const { ally_id, status, gate, by } = found
    const note = removedIfAdopted({ status, gate, excluded: false })
    // Who asked to be gone, and what was decided against, is not brought back by a list.
    if (note !== null && gate !== 'home') return { ...member, outcome: 'left_out', ally_id, status, gate, note }
    return { ...member, outcome: by === 'new' ? 'made' : by === 'id' ? 'matched_by_id' : 'matched_by_handle', ally_id, status, gate, note }
  })
}

/** Those who would come off the list for it are not taken over: that is for an organiser to say, one by one. */
async function takeOverMembers(deps: Deps, actor: Actor, listId: string, members: readonly DumpedMember[]): Promise<number> {
  const mine = new Set((await lists.appliedOf(deps.store.db, listId)).filter((row) => row.vanished_at === null).map((row) => row.x_user_id))
  const free = members
    .filter(({ outcome, x_user_id }) => outcome !== 'left_out' && !mine.has(x_user_id))
    .map(({ x_user_id, handle }) => ({ x_user_id, handle }))
  let taken = 0
  for (let from = 0; from < free.length; from += AT_ONCE) {
    const part = free.slice(from, from + AT_ONCE)
    taken += await deps.store.transaction(async (tx) => {
      const list = await lists.findList(tx.db, listId)
      if (!list) throw new AppError('not_found', `There is no list ${listId}.`)
      return (await takeOverAll(tx, deps, list, part, { actor, reason: 'Taken over with the whole list.' })).size
    })
  }
  return taken
}
