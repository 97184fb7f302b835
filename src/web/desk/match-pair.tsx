import { strengthOf } from '../../directory/identity/in-words.js'
import type { MatchView, SideView } from '../../directory/identity/views.js'
import { mixedLetters } from '../../directory/match/lookalikes.js'
import type { ProfileView } from '../../directory/profiles.js'
import { Note, plural, Tag, When } from '../components.js'
import { shortSection } from '../section-names.js'
import { StatusTag } from './parts.js'
import { Profiles } from './profiles.js'

const Fact = ({ term, children, differs = false }: { term: string; children: preact.ComponentChildren; differs?: boolean }) => (
  <>
    <dt>{term}</dt>
    <dd class={differs ? 'differs' : undefined}>{children}</dd>
  </>
)

/** Names that hold letters of another script which pass for Latin ones: on a screen nobody sees it. */
const mixedNames = (side: SideView, profiles: readonly ProfileView[]) =>
  [...new Set([side.name, ...side.aliases, ...profiles.map(({ name }) => name)])].flatMap((name) => {
    const letters = mixedLetters(name)
    return letters === null ? [] : [{ name, letters }]
  })

/** One of the two; what differs from the other is marked. */
export function Side({
  side,
  other,
  profiles,
  letter,
  stays,
}: {
  side: SideView
  other: SideView
  profiles: ProfileView[]
  letter: 'left' | 'right'
  stays: boolean
}) {
  const mixed = mixedNames(side, profiles)
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
      {mixed.map(({ name, letters }) => (
        <Note key={name} tone="warn">
          <p>
            “{name}” mixes scripts: {letters} {letters.includes(',') ? 'look' : 'looks'} like Latin letters.
          </p>
        </Note>
      ))}
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
        <Profiles profiles={profiles} />
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
export const aboutRelation = ({ rule }: { rule: string }) => rule.startsWith('relation.')

/** What speaks for one body and what against, line by line, as bars around a middle line. */
export function Evidence({ pair }: { pair: MatchView }) {
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
