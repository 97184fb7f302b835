import type { CountSummary } from '../../reach/counts/service.js'
import { Empty, Field, Note, Pager, plural, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { ScrollTable } from '../picture.js'
import { dollars, number } from '../reach-words.js'
import type { Refusal } from '../refusal.js'
import { type Desk, Done } from './parts.js'
import { type Choices, giveAddress, ReachTabs, ScopeSelect } from './reach-parts.js'

export interface CountValues {
  account: string
  followers: string
  as_of: string
}

export interface CountsPage extends Desk {
  of: string
  choices: Choices
  counts: CountSummary[]
  values: CountValues
  today: string
  /** What asking X would cost at most; null if X is not connected. */
  refresh: { accounts: number; usd: number; spent_usd: number; budget_usd: number } | null
  /** What X said a moment ago. */
  refreshed: { asked: number; found: number; usd: number; due: number; spent: boolean } | null
  next: string | null
  first: string | null
  done: string | undefined
  refused?: Pick<Refusal, 'message' | 'faults'> | undefined
}

export const countsPage = (page: CountsPage): string =>
  renderPage({
    site: page.site,
    holder: page.holder.name,
    title: 'Follower counts',
    at: 'reach',
    children: (
      <>
        <h1>Follower counts</h1>
        <p class="lead">What reach begins with. For organisers only: X lets nobody republish the count of a single account.</p>
        <ReachTabs at="counts" />
        <Done what={page.done} />
        {page.refreshed === null ? null : (
          <Note tone="good">
            <p>
              {page.refreshed.asked === 0
                ? 'Every count was read within the last day: nothing was asked of X.'
                : `X was asked about ${plural(page.refreshed.asked, 'account')} and gave ${number(page.refreshed.found)}, for ${dollars(page.refreshed.usd)}.`}{' '}
              {page.refreshed.due === 0
                ? ''
                : `${plural(page.refreshed.due, 'more is', 'more are')} due: ${page.refreshed.spent ? 'the money of the month is spent.' : 'ask again.'}`}
            </p>
          </Note>
        )}
        {page.refused ? (
          <Note tone="bad">
            <p>{page.refused.message}</p>
          </Note>
        ) : null}
        <div class="two">
          <EnterForm page={page} />
          <Refresh refresh={page.refresh} />
        </div>
        <h2>The counts</h2>
        <form action="/desk/reach/counts" method="get" class="inline">
          <ScopeSelect name="of" label="Of which allies" value={page.of} choices={page.choices} />
          <button type="submit" class="quiet">
            Show
          </button>
        </form>
        {page.counts.length === 0 ? (
          <Empty>
            <p>There is no published account here.</p>
          </Empty>
        ) : (
          <Table counts={page.counts} />
        )}
        <Pager next={page.next} first={page.first} />
      </>
    ),
  })

const EnterForm = ({ page: { values, today, refused } }: { page: CountsPage }) => (
  <section aria-labelledby="enter">
    <h2 id="enter">Enter one by hand</h2>
    <form method="post" action="/desk/reach/counts" class="card">
      <Field
        name="account"
        label="Account"
        required
        maxLength={40}
        placeholder="@HarbourFood_eg"
        value={values.account}
        faults={refused?.faults}
        autocapitalize="none"
        autocomplete="off"
      />
      <div class="columns">
        <Field
          name="followers"
          label="Followers"
          type="number"
          required
          value={values.followers}
          hint="As its profile shows"
          faults={refused?.faults}
          autocomplete="off"
        />
        <Field name="as_of" label="Read on" type="date" max={today} value={values.as_of} hint="Today if left empty" faults={refused?.faults} />
      </div>
      <button type="submit">Save the count</button>
    </form>
  </section>
)

const Refresh = ({ refresh }: Pick<CountsPage, 'refresh'>) => (
  <section aria-labelledby="refresh">
    <h2 id="refresh">Ask X</h2>
    {refresh === null ? (
      <p class="soft">X is not connected, so counts are entered by hand.</p>
    ) : (
      <form method="post" action="/desk/reach/counts/refresh" class="card">
        <p>
          The stalest first, up to {plural(refresh.accounts, 'account')}: at most <strong>{dollars(refresh.usd)}</strong>. Those that were read today are not
          asked again.
        </p>
        <p class="small soft">
          {dollars(refresh.spent_usd)} of this month’s {dollars(refresh.budget_usd)} are spent, and more than that is never spent.
        </p>
        <button type="submit" class="quiet" disabled={refresh.accounts === 0}>
          Refresh counts
        </button>
      </form>
    )}
  </section>
)

/** +120, −8, 0: with a true minus sign, so that screen readers say it. */
const signed = (growth: number): string => (growth > 0 ? `+${number(growth)}` : growth < 0 ? `−${number(-growth)}` : '0')

const Table = ({ counts }: Pick<CountsPage, 'counts'>) => (
  <ScrollTable label="Follower counts">
    <thead>
      <tr>
        <th scope="col">Account</th>
        <th scope="col" class="num">
          Followers
        </th>
        <th scope="col" class="num">
          In 30 days
        </th>
        <th scope="col">Read</th>
        <th scope="col">
          <span class="hide">What to do</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {counts.map(({ account, ally_id, followers, growth_per_30_days: growth, as_of, source, stale }) => (
        <tr key={account.id}>
          <th scope="row">
            <a href={`/desk/allies/${ally_id}`}>@{account.handle}</a>
          </th>
          <td class="num">{followers === null ? 'not known' : number(followers)}</td>
          <td class="num">{growth === null ? <span class="soft">not known</span> : signed(growth)}</td>
          <td>
            {as_of === null ? <span class="soft">never</span> : <When at={as_of} />} {source === 'organiser' ? <span class="small soft">by hand</span> : null}{' '}
            {stale && as_of !== null ? <Tag tone="warn">stale</Tag> : null}
          </td>
          <td>
            <a href={giveAddress(account.handle)}>
              Give its list<span class="hide">: @{account.handle}</span>
            </a>
          </td>
        </tr>
      ))}
    </tbody>
  </ScrollTable>
)
