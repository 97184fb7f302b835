import { decided } from '../../directory/identity/in-words.js'
import { relationSentence, toldApart } from '../../directory/identity/relations.js'
import type { DecisionView, MatchView } from '../../directory/identity/views.js'
import type { ProfileView } from '../../directory/profiles.js'
import { Empty, Note, plural } from '../components.js'
import { renderPage } from '../layout.js'
import { aboutRelation, Evidence, Side } from './match-pair.js'
import { MATCH_SCRIPT_PATH } from './match-script.js'
import type { Desk } from './parts.js'

export interface MatchesPage extends Desk {
  /** The pair that is looked at; null if none waits. */
  pair: MatchView | null
  /** Of the two, as X tells them. */
  profiles: ReadonlyMap<string, ProfileView[]>
  waiting: number
  /** The pairs after it, by what they are called. */
  following: MatchView[]
  /** Leaves the pair for later. */
  later: string | null
  first: string | null
  /** What was decided a moment ago, to take it back. */
  last: DecisionView | null
  /** The pair that was asked for, if it does not wait any more. */
  settled: MatchView | null
  refused?: string | undefined
  reason?: string | undefined
  /** Where in the queue the organiser is: what was left for later stays behind. */
  cursor?: string | undefined
}

const VERDICT: Record<DecisionView['verdict'], string> = { same: 'are the same', related: 'belong together', different: 'are different' }

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
      label: relationSentence(kind, ...toldApart(from, to)),
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
            <p id="say-how" class="small" role="status" hidden>
              Choose how they belong together, then press <kbd>Esc</kbd> and <kbd>P</kbd>. Until <kbd>Esc</kbd> letters choose here.
            </p>
            <select id="relation" name="relation" aria-describedby="say-how">
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

export function matchesPage({ site, holder, pair, profiles, waiting, following, later, first, last, settled, refused, reason, cursor }: MatchesPage): string {
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
              {cursor === undefined ? null : <input type="hidden" name="cursor" value={cursor} />}
              <button type="submit" class="quiet small">
                Undo <kbd>U</kbd>
              </button>
            </form>
          </Note>
        )}
        {settled === null ? null : (
          <Note>
            <p>
              {settled.a.name} and {settled.b.name} do not wait any more:{' '}
              {settled.decision ? `${decided(settled.decision)} (${settled.decision.reason})` : 'their grounds are gone'}.
              {pair === null ? null : ' This is the next pair.'}
            </p>
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
              <Side
                side={pair.a}
                other={pair.b}
                profiles={profiles.get(pair.a.id) ?? []}
                letter="left"
                stays={pair.stays_id === pair.a.id && pair.proposal === 'same'}
              />
              <Side
                side={pair.b}
                other={pair.a}
                profiles={profiles.get(pair.b.id) ?? []}
                letter="right"
                stays={pair.stays_id === pair.b.id && pair.proposal === 'same'}
              />
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
