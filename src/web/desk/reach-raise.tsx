import type { AudienceCost } from '../../reach/audiences/cost.js'
import type { Raise } from '../../reach/evidence.js'
import type { NotUsedView } from '../../reach/service.js'
import type { ExpectedViewers } from '../../reach/viewers.js'
import { Note, plural, When } from '../components.js'
import { dollars, LEVEL_WORDS, number, percent, roughly } from '../reach-words.js'
import { giveAddress } from './reach-parts.js'

/** What is missing, with the first of those it is missing for. */
export interface NamedRaise extends Raise {
  named: { handle: string; ally_id: string }[]
}

const WHAT: Readonly<Record<Raise['needs'], (accounts: number) => string>> = {
  count: (n) => `The follower count of ${plural(n, 'account')} nobody has read`,
  sample: (n) =>
    `A random sample of 100 followers of ${n === 1 ? 'one account' : `each of ${number(n)} accounts`}, from whoever owns ${n === 1 ? 'it' : 'them'}`,
  sketch: (n) => `The whole follower ${n === 1 ? 'list' : 'lists'} of ${plural(n, 'account')}`,
}

interface RaisedProps {
  raise: readonly NamedRaise[]
  notUsed: readonly NotUsedView[]
  cost: AudienceCost
  /** US dollars for one profile, with its count. */
  profileUsd: number
  connected: boolean
}

/** What evidence would make the range narrower, for whom it is missing, and what X would charge. */
export function Raised({ raise, notUsed, cost, profileUsd, connected }: RaisedProps) {
  const { all, first_page, accounts, have, unknown, price_usd_per_follower: price, spent_usd, budget_usd } = cost
  // Newest-first pages are no random sample, so no price of X stands beside one.
  const costs = ({ needs, reads }: Raise) => (needs === 'sample' ? null : dollars(reads * (needs === 'count' ? profileUsd : price)))
  const missing = accounts - have - unknown
  return (
    <>
      {notUsed.length === 0 ? null : <NotUsedLists notUsed={notUsed} />}
      {raise.length === 0 ? (
        <p class="soft">Nothing: better evidence of this set is not known of.</p>
      ) : (
        <ol class="needs">
          {raise.map((one) => (
            <li key={`${one.level}${one.needs}`}>
              <strong>{WHAT[one.needs](one.accounts.length)}</strong>: then{' '}
              {one.needs === 'count' ? `${one.accounts.length === 1 ? 'it is' : 'they are'} counted in` : `the figure comes ${LEVEL_WORDS[one.level]}`}.
              {costs(one) === null ? null : <span class="small">From X that would cost {costs(one)}.</span>}
              <span class="small soft">
                <Names of={one} />
              </span>
            </li>
          ))}
        </ol>
      )}
      <p class="small">
        {missing > 0
          ? `X would charge ${dollars(all.usd)} for whole lists where there is none (${plural(missing, 'account')}, ${plural(all.followers, 'follower')}${all.minutes > 0 ? `, at least ${plural(all.minutes, 'minute')}` : ''}), and ${dollars(first_page.usd)} for the newest thousand of each, which are no random sample. `
          : ''}
        {unknown > 0 ? `Of ${plural(unknown, 'account')} no count is known, so their price is not either. ` : ''}
        {connected
          ? `This month ${dollars(spent_usd)} of ${dollars(budget_usd)} are spent. Nothing is bought from this page.`
          : 'X is not connected: lists come from the accounts’ owners.'}
      </p>
    </>
  )
}

/** What is there already and does not count: looking at it costs less than any other evidence. */
const NotUsedLists = ({ notUsed }: { notUsed: readonly NotUsedView[] }) => (
  <Note tone="warn">
    <p>
      {notUsed.length === 1 ? 'One list is kept and not used' : `${number(notUsed.length)} lists are kept and not used`}:{' '}
      <a href="/desk/reach/lists">look at the lists</a>.
    </p>
    <ul class="reasons">
      {notUsed.slice(0, MOST_SHOWN).map(({ id, account, as_of, reason }) => (
        <li key={id}>
          @{account.handle}, <When at={as_of} />: {reason}.
        </li>
      ))}
    </ul>
    {notUsed.length > MOST_SHOWN ? <p class="small soft">and {number(notUsed.length - MOST_SHOWN)} more</p> : null}
  </Note>
)
const MOST_SHOWN = 5

const Names = ({ of: { named, accounts, needs } }: { of: NamedRaise }) => (
  <>
    {named.map(({ handle, ally_id }, at) => (
      <>
        {at === 0 ? '' : ', '}
        <a key={handle} href={`/desk/allies/${ally_id}`}>
          @{handle}
        </a>{' '}
        (
        <a href={needs === 'count' ? `/desk/reach/counts?account=${encodeURIComponent(handle)}#enter` : giveAddress(handle)}>
          give it<span class="hide"> for @{handle}</span>
        </a>
        )
      </>
    ))}
    {accounts.length > named.length ? ` and ${number(accounts.length - named.length)} more` : ''}
  </>
)

/** A scenario with its chances named; a range only (REACH §7). Who knows better chances of their own posts can put them in. */
export const Viewers = ({ of, viewers }: { of: string; viewers: ExpectedViewers }) => (
  <>
    <p>
      If each of them posts once, and each follower sees a post with a chance between {percent(viewers.p.low)} and {percent(viewers.p.high)}, then between{' '}
      <strong>{roughly(viewers)[0]}</strong> and <strong>{roughly(viewers)[1]}</strong> accounts would see it.{' '}
      <span class="soft">A scenario, and no forecast: the chances are assumed.</span>
    </p>
    <details>
      <summary>With other chances</summary>
      <form action="/desk/reach#together" method="get" class="inline ask">
        <input type="hidden" name="of" value={of} />
        <Chance name="p_low" label="At least, in percent" value={viewers.p.low} />
        <Chance name="p_high" label="At most, in percent" value={viewers.p.high} />
        <button type="submit" class="quiet">
          Work it out
        </button>
      </form>
    </details>
  </>
)

const Chance = ({ name, label, value }: { name: string; label: string; value: number }) => (
  <div class="field">
    <label for={name}>{label}</label>
    <input id={name} name={name} type="number" min="0" max="100" step="1" required value={String(Math.round(value * 100))} />
  </div>
)
