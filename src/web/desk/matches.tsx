import { strengthOf } from '../../directory/identity/in-words.js'
import { relationSentence } from '../../directory/identity/relations.js'
import type { DecisionView, MatchView, SideView } from '../../directory/identity/views.js'
import { Empty, Note, plural, Tag, When } from '../components.js'
import { renderPage } from '../layout.js'
import { shortSection } from '../section-names.js'
import { MATCH_SCRIPT_PATH } from './match-script.js'
import { type Desk, StatusTag } from './parts.js'

export interface MatchesPage extends Desk {
  /** The pair that is looked at; null if none waits. */
  pair: MatchView | null
  waiting: number
  /** The pairs after it, by what they are called. */
  following: MatchView[]
  /** Leaves the pair for later. */
  later: string | null
  first: string | null
  /** What was decided a moment ago, to take it back. */
  last: DecisionView | null
  refused?: string | undefined
  reason?: string | undefined
  /** Where in the queue the organiser is: what was left for later stays behind. */
  cursor?: string | undefined
}

const VERDICT: Record<DecisionView['verdict'], string> = { same: 'are the same', related: 'belong together', different: 'are different' }

const Fact = ({ term, children, differs = false }: { term: string; children: preact.ComponentChildren; differs?: boolean }) => (
  <>
    <dt>{term}</dt>
    <dd class={differs ? 'differs' : undefined}>{children}</dd>
  </>
)

/** One of the two; what differs from the other is marked. */
function Side({ side, other, letter, stays }: { side: SideView; other: SideView; letter: 'left' | 'right'; stays: boolean }) {
  return (
    <section class="card side" aria-label={`The one on the ${letter}`}>
      <h2>
        <a href={`/desk/allies/${side.id}`}>{side.name}</a>
      </h2>
      <p class="row">
        <StatusTag status={side.status} />
        {stays ? <Tag tone="accent">would stay</Tag> : null}
        {side.kind === 'hashtag' ? <Tag>hashtag</Tag> : null}
      </p>
      <dl class="facts">
        {side.accounts.length === 0 ? null : (
          <Fact term="Accounts">
            {side.accounts.map(({ handle, url, state, renamed_from }) => (
              <div key={handle}>
                <a href={url} rel="noreferrer">
                  @{handle}
                </a>{' '}
                <span class="soft small">{state.replace('_', ' ')}</span>
                {renamed_from.length > 0 ? <div class="soft small">once {renamed_from.map((one) => `@${one}`).join(', ')}</div> : null}
              </div>
            ))}
          </Fact>
        )}
        {side.aliases.length === 0 ? null : <Fact term="Other names">{side.aliases.join(', ')}</Fact>}
        {side.url === null ? null : (
          <Fact term="Website" differs={other.url !== null && other.url !== side.url}>
            <a href={side.url} rel="noreferrer">
              {side.url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}
            </a>
          </Fact>
        )}
        <Fact term="Category" differs={side.category?.section !== other.category?.section}>
          {side.category ? shortSection(side.category) : 'none'}
        </Fact>
        <Fact term="Gate" differs={side.gate !== other.gate}>
          {side.gate === 'home' ? 'home field' : side.gate}
        </Fact>
        {side.body_kind === null ? null : (
          <Fact term="Kind" differs={side.body_kind !== other.body_kind}>
            {side.body_kind}
          </Fact>
        )}
        <Fact term="Support">
          {plural(side.support.nominators, 'person', 'people')} in {plural(side.support.chats, 'chat')}
        </Fact>
        <Fact term="First named">
          <When at={side.created_at} />
        </Fact>
        {side.members.length === 0 ? null : <Fact term="Merged in">{side.members.map(({ name }) => name).join(', ')}</Fact>}
      </dl>
    </section>
  )
}

/** Reasons for a relation stand with the proposal, those against joining the two with the evidence. */
const aboutRelation = ({ rule }: { rule: string }) => rule.startsWith('relation.')

/** What speaks for one body and what against, line by line, as bars around a middle line. */
function Evidence({ pair }: { pair: MatchView }) {
  const vetoes = pair.vetoes.filter((one) => !aboutRelation(one))
  const most = Math.max(1, ...pair.evidence.map(({ points }) => Math.abs(points)))
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why they are asked about</h2>
      <ul class="evidence">
        {pair.evidence.map(({ rule, detail, points }) => (
          <li key={`${rule}${detail}`}>
            <span>{detail}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" x="0" y="4" width="100" height="2" />
              <rect
                class={points < 0 ? 'against' : 'for'}
                x={points < 0 ? 50 + (points / most) * 50 : 50}
                y="0"
                width={(Math.abs(points) / most) * 50}
                height="10"
              />
            </svg>
            <span class="num">
              {points > 0 ? '+' : ''}
              {points.toFixed(1)}
            </span>
          </li>
        ))}
      </ul>
      {vetoes.length === 0 ? null : (
        <Note tone="warn">
          <p>Not joined without a person, because</p>
          <ul class="reasons">
            {vetoes.map(({ rule, detail }) => (
              <li key={`${rule}${detail}`}>{detail}</li>
            ))}
          </ul>
        </Note>
      )}
      <p class="soft small">
        All in all {pair.z.toFixed(1)}: {pair.proposal === 'same' ? strengthOf(pair.z) : 'related'}. Above 0 more speaks for one body than against it.
      </p>
    </section>
  )
}

const ORGANISATION_KINDS = ['chapter', 'press', 'campaign', 'successor'] as const
const HASHTAG_KINDS = ['variant', 'series'] as const

/** Each way in which one can belong to the other, as one choice: kind, then which of the two. */
function relationsOf({ a, b }: MatchView): { value: string; label: string }[] {
  const kinds = a.kind !== b.kind ? (['owner'] as const) : a.kind === 'hashtag' ? HASHTAG_KINDS : ORGANISATION_KINDS
  const ways = kinds.flatMap((kind) => [
    { kind, from: a, to: b },
    { kind, from: b, to: a },
  ])
  return ways
    .filter(({ kind, from }) => kind !== 'owner' || from.kind === 'hashtag')
    .map(({ kind, from, to }) => ({
      value: `${kind} ${from.id} ${to.id}`,
      label: relationSentence(kind, from.name, to.name),
    }))
}

function Decide({ pair, reason, cursor }: { pair: MatchView; reason: string | undefined; cursor: string | undefined }) {
  const ways = relationsOf(pair)
  const proposed = pair.relation ? `${pair.relation.kind} ${pair.relation.from_id} ${pair.relation.to_id}` : ''
  const mayBeOne = pair.a.kind === 'organisation' && pair.b.kind === 'organisation'
  return (
    <form method="post" action={`/desk/matches/${pair.id}`} class="card" data-decide>
      {cursor === undefined ? null : <input type="hidden" name="cursor" value={cursor} />}
      <div class="field">
        <label for="reason">
          Reason <span class="soft">(optional)</span>
        </label>
        <input id="reason" name="reason" maxLength={500} value={reason ?? ''} autocomplete="off" placeholder="Seen side by side" />
      </div>
      <div class="verdicts">
        {mayBeOne ? (
          <div>
            <button type="submit" name="verdict" value="same" data-key="s" class={pair.proposal === 'same' ? undefined : 'quiet'}>
              The same <kbd>S</kbd>
            </button>
            <div class="field">
              <label for="stays" class="small">
                Which stays
              </label>
              <select id="stays" name="canonical_id">
                {[pair.a, pair.b].map(({ id, name, accounts }) => (
                  <option key={id} value={id} selected={id === pair.stays_id}>
                    {name} {accounts[0] ? `(@${accounts[0].handle})` : ''}
                  </option>
                ))}
              </select>
            </div>
          </div>
        ) : null}
        <div>
          <button type="submit" name="verdict" value="related" data-key="p" class={pair.proposal === 'same' ? 'quiet' : undefined}>
            Part of <kbd>P</kbd>
          </button>
          <div class="field">
            <label for="relation" class="small">
              How
            </label>
            <select id="relation" name="relation">
              {proposed === '' ? <option value="">choose …</option> : null}
              {ways.map(({ value, label }) => (
                <option key={value} value={value} selected={value === proposed}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div>
          <button type="submit" name="verdict" value="different" data-key="d" class="quiet">
            Different <kbd>D</kbd>
          </button>
        </div>
      </div>
    </form>
  )
}

export function matchesPage({ site, holder, pair, waiting, following, later, first, last, refused, reason, cursor }: MatchesPage): string {
  return renderPage({
    site,
    holder: holder.name,
    title: 'Same or different?',
    at: 'matches',
    script: MATCH_SCRIPT_PATH,
    children: (
      <>
        <h1>Same or different?</h1>
        <p class="soft">
          {waiting === 0 ? 'No pair waits.' : `${plural(waiting, 'pair')} ${waiting === 1 ? 'waits' : 'wait'}, the likeliest first.`} Nothing is lost by a
          mistake: each decision can be taken back.
        </p>
        {last === null ? null : (
          <Note tone="good">
            <form method="post" action="/desk/matches/undo" class="row" data-undo>
              <span>
                {last.a.name} and {last.b.name} {VERDICT[last.verdict]}
                {last.verdict === 'same' ? '' : ' now'}.
              </span>
              <input type="hidden" name="decision_id" value={last.id} />
              <button type="submit" class="quiet small">
                Undo <kbd>U</kbd>
              </button>
            </form>
          </Note>
        )}
        {refused === undefined ? null : (
          <Note tone="bad">
            <p>
              <strong>That was not done.</strong>
            </p>
            <p>{refused}</p>
          </Note>
        )}
        {pair === null ? (
          <Empty>
            <p>Every pair that looked alike is decided. New ones are found whenever names come in.</p>
            {first === null ? null : (
              <p>
                <a href={first}>Back to the ones left for later</a>
              </p>
            )}
          </Empty>
        ) : (
          <>
            <div class="pair">
              <Side side={pair.a} other={pair.b} letter="left" stays={pair.stays_id === pair.a.id && pair.proposal === 'same'} />
              <Side side={pair.b} other={pair.a} letter="right" stays={pair.stays_id === pair.b.id && pair.proposal === 'same'} />
            </div>
            {pair.relation ? (
              <Note>
                <p>
                  <strong>{pair.relation.reads}</strong>, it seems:
                </p>
                <ul class="reasons">
                  {pair.vetoes.filter(aboutRelation).map(({ rule, detail }) => (
                    <li key={`${rule}${detail}`}>{detail}</li>
                  ))}
                </ul>
              </Note>
            ) : null}
            <Decide pair={pair} reason={reason} cursor={cursor} />
            <Evidence pair={pair} />
            <nav class="pager" aria-label="Pairs">
              {first === null ? null : (
                <a class="button quiet" href={first}>
                  Back to the first
                </a>
              )}
              {later === null ? null : (
                <a class="button quiet" href={later} data-later>
                  Later <kbd>N</kbd>
                </a>
              )}
            </nav>
            {following.length === 0 ? null : (
              <details>
                <summary>What comes next</summary>
                <ul>
                  {following.map(({ id, a, b }) => (
                    <li key={id}>
                      <a href={`/desk/matches?pair=${id}`}>
                        {a.name} · {b.name}
                      </a>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </>
        )}
      </>
    ),
  })
}
