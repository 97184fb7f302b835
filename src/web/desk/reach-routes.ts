import type { Deps } from '../../deps.js'
import { entryNamed } from '../../directory/identity/named.js'
import { publishedEntries } from '../../directory/service.js'
import type { Routes } from '../../http/app-types.js'
import { isAppError } from '../../kernel/errors.js'
import { listMemberIds } from '../../lists/service.js'
import { PRICES_MILLI_USD } from '../../platform/port.js'
import { accountNamed } from '../../reach/audiences/accounts.js'
import { audienceCost } from '../../reach/audiences/cost.js'
import type { Raise } from '../../reach/evidence.js'
import { historyOf } from '../../reach/history/service.js'
import { titleOf } from '../../reach/scope.js'
import { estimateReach, type Reach, type ReachScope } from '../../reach/service.js'
import { DEFAULT_SEEING, expectedViewers, type SeeingRange } from '../../reach/viewers.js'
import { overlapOf, recommendAllies, whatAllyAdds } from '../../reach/whom/service.js'
import { quoteOf } from '../reach-quote.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type ReachPage, reachPage } from './reach.js'
import { ALL, choicesOf, scopeNamed } from './reach-parts.js'
import type { NamedRaise } from './reach-raise.js'
import { NOBODY } from './reach-whom.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const PICKS = 10
/** Of those who miss some evidence so many are named. */
const MOST_NAMED = 8
type Entry = Awaited<ReturnType<typeof publishedEntries>>[number]

export const deskReachPages: Routes = async (app, { deps }) => {
  app.get('/desk/reach', { config: CURATE }, async (request, reply) => {
    // The API asks for list=, chat= and category=: an address made like one of its own means the same here.
    const { of, scope } = scopeNamed(['of', 'list', 'chat', 'category'].map((name) => query(request, name)).find((value) => value !== undefined))
    const [choices, entries] = [await choicesOf(deps), await publishedEntries(deps)]
    // What is asked most often of a list: who would add to it.
    const from = scopeNamed(query(request, 'from') ?? ('list' in scope ? ALL : of))
    const asked = query(request, 'beside') ?? ('list' in scope && query(request, 'from') === undefined ? scope.list : NOBODY)
    const beside = choices.lists.find(({ id }) => id === asked)?.id ?? null
    const reach = await estimateReach(deps, scope, 'organiser')
    const page: ReachPage = {
      site: siteOf(deps),
      holder: holderOf(request),
      of,
      name: await titleOf(deps, scope, 'organiser'),
      choices,
      reach,
      quote: await quoteOf(deps, scope),
      raise: await named(deps, reach.raise),
      cost: await audienceCost(deps, scope),
      profileUsd: PRICES_MILLI_USD['users.lookup'].price / 1000,
      connected: deps.platform !== null,
      whom: { from: from.of, beside: beside ?? NOBODY, found: await recommendAllies(deps, from.scope, PICKS, beside) },
      addition: await additionOf(deps, scope, entries, query(request, 'add')?.slice(0, 200)),
      overlap: await overlapOf(deps, scope),
      viewers: viewersOf(
        reach,
        seeingIn((name) => query(request, name)),
      ),
      history: 'list' in scope ? await historyOf(deps, scope.list) : null,
      handles: new Map(entries.flatMap(({ id, accounts: [first] }) => (first ? [[id, first.handle]] : []))),
    }
    return reply.type(HTML).send(reachPage(page))
  })
}

async function named(deps: Deps, raise: readonly Raise[]): Promise<NamedRaise[]> {
  const ids = new Set(raise.flatMap(({ accounts }) => accounts.slice(0, MOST_NAMED)))
  const found = new Map(await Promise.all([...ids].map(async (id) => [id, await accountNamed(deps.store.db, id, 'account')] as const)))
  return raise.map((one) => ({ ...one, named: one.accounts.slice(0, MOST_NAMED).flatMap((id) => found.get(id) ?? []) }))
}

const viewersOf = ({ potential_unique_audience: audience, at_least, gross_followers, members_with_evidence: members }: Reach, seeing: SeeingRange) =>
  audience === null ? null : expectedViewers({ ...audience, at_least, sum: gross_followers ?? 0, members }, seeing)

/** Chances in whole percent, as somebody put them in; what is no range is as if it were not there. */
function seeingIn(read: (name: string) => string | undefined): SeeingRange {
  const [low = -1, high = -1] = ['p_low', 'p_high'].map((name) => Number(/^\d{1,3}$/.exec(read(name) ?? '')?.[0] ?? -1) / 100)
  return low >= 0 && low <= high && high <= 1 ? { low, high } : DEFAULT_SEEING
}

async function additionOf(deps: Deps, scope: ReachScope, entries: readonly Entry[], typed: string | undefined): Promise<ReachPage['addition']> {
  const candidates = await besides(deps, scope, entries)
  const nothing = { candidates, typed: typed ?? '', added: null, refused: null }
  if (typed === undefined || candidates === null) return nothing
  let found = typed
  try {
    found = (await entryNamed(deps, typed)).id
    return { ...nothing, typed: found, added: await whatAllyAdds(deps, scope, found) }
  } catch (error) {
    if (!isAppError(error) || error.status >= 500) throw error
    const { not_used } = error.members
    const refused = typeof not_used === 'string' ? `Its follower list is kept and not used, so nobody can say what it adds: ${not_used}.` : REFUSED[error.code]
    return { ...nothing, typed: found, refused: refused ?? error.message }
  }
}

/** Names stand on the page; the messages of the API speak of ids. */
const REFUSED: Readonly<Record<string, string>> = {
  conflict: 'It is in this set already.',
  unmeasured_ally: 'No follower list of it is known, so nobody can say what it adds.',
}

/** Published bodies that are not in the set, by name; null if everybody is. Who is in the set of a chat is told when one is asked for. */
async function besides(deps: Deps, scope: ReachScope, entries: readonly Entry[]): Promise<{ id: string; name: string }[] | null> {
  if ('all' in scope) return null
  const members = 'list' in scope ? new Set(await listMemberIds(deps, scope.list, 'organiser')) : new Set<string>()
  return entries
    .filter((entry) => entry.accounts.length > 0 && !members.has(entry.id) && !('category' in scope && entry.section === scope.category))
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
