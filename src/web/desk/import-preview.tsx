import type { Verdict } from '../../db/schema/imports.js'
import type { CandidateView, ImportView } from '../../nominations/imports/service.js'
import { Empty, Note, Pager, plural } from '../components.js'
import { link } from '../request.js'
import { Found, NameRow, type Place, VERDICTS } from './import-parts.js'
import { sentence } from './imports.js'
import type { Desk } from './parts.js'

export interface ImportPage extends Desk {
  one: ImportView
  accepted: { nominations: number; targets: number }
  reasons: { verdict: Verdict; reason: string; count: number }[]
  /** Names of what is kept, by verdict: names that are only counted are in no tab. */
  kept: Record<string, number>
  /** The chat it is filed with, in words. */
  where: string | null
  place: Place
  names: CandidateView[]
  bad: { line: number; reason: string }[]
  next: string | null
  first: string | null
  done: string | undefined
  refused?: { message: string } | undefined
}

/** What is in a file, name by name, each with its reason and the way to take it or leave it out. */
export function Preview({ page }: { page: ImportPage }) {
  const { one, accepted, reasons, kept, place, names, bad, next, first } = page
  const path = `/desk/imports/${one.id}`
  const tabs = [
    ...VERDICTS.filter(([verdict]) => (kept[verdict] ?? 0) > 0 || verdict === place.tab || verdict === 'counted').map(
      ([verdict, label]) => [verdict as string, label, kept[verdict] ?? 0] as const,
    ),
    ...((one.counts.bad_lines ?? 0) > 0 || place.tab === 'bad' ? [['bad', 'Not readable', one.counts.bad_lines ?? 0] as const] : []),
  ]
  const onlyCounted = Object.values(one.left_out).reduce((sum, n) => sum + n, 0)
  return (
    <>
      <Found one={one} accepted={accepted} />
      <Judged one={one} />
      {one.notes.length === 0 ? null : (
        <Note tone="warn">
          {one.notes.map((note) => (
            <p key={note}>{sentence(note)}</p>
          ))}
        </Note>
      )}
      <details>
        <summary>Why, in numbers</summary>
        <table class="small">
          <tbody>
            {reasons.slice(0, 60).map(({ verdict, reason, count }) => (
              <tr key={`${verdict}${reason}`}>
                <td class="num">{count.toLocaleString('en')}</td>
                <td>{reason}</td>
                <td class="soft">{VERDICTS.find(([name]) => name === verdict)?.[1].toLowerCase()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      <nav aria-label="Names by verdict" id="names">
        <ul class="chips">
          {tabs.map(([tab, label, n]) => (
            <li key={tab}>
              <a href={`${link(path, { tab })}#names`} aria-current={tab === place.tab ? 'page' : undefined}>
                {label} <span class="n">{n.toLocaleString('en')}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {place.tab === 'bad' ? null : (
        <form class="search" action={path} method="get">
          <input type="hidden" name="tab" value={place.tab} />
          <input
            type="search"
            name="q"
            value={place.q}
            maxLength={100}
            aria-label="Search for a name or a nominator"
            placeholder="Search: a name, a nominator"
          />
          <button type="submit" class="quiet">
            Search
          </button>
        </form>
      )}
      {place.tab === 'bad' ? <BadLines bad={bad} /> : null}
      {place.tab !== 'bad' && names.length === 0 ? (
        <Empty>
          <p>{place.q === '' ? 'There is none of these.' : 'Nothing fits.'}</p>
        </Empty>
      ) : null}
      {names.length === 0 ? null : (
        <ol class="names">
          {names.map((name) => (
            <NameRow key={name.seq} id={one.id} one={name} place={place} open={one.state === 'ready'} />
          ))}
        </ol>
      )}
      {place.tab === 'not' && onlyCounted > 0 ? (
        <p class="small soft">
          {plural(onlyCounted, 'more is', 'more are')} only counted:{' '}
          {Object.entries(one.left_out)
            .sort(([, a], [, b]) => b - a)
            .slice(0, 5)
            .map(([reason, n]) => `${n.toLocaleString('en')} × ${reason}`)
            .join('; ')}
          .
        </p>
      ) : null}
      <Pager next={next} first={first} />
    </>
  )
}

function Judged({ one: { context } }: { one: ImportView }) {
  if (context === null || context.hashtag_keys.length + context.host_keys.length === 0) return null
  const tags = context.hashtag_keys.map((key) => `#${key}`).join(', ')
  const hosts = context.host_keys.map((key) => `@${key}`).join(', ')
  return (
    <p class="small soft">
      {context.inferred ? 'Told from the posts: ' : 'Of the chat: '}
      {tags === '' ? 'no tag' : `the tag ${tags}`}
      {hosts === '' ? '' : `, hosted by ${hosts}`}. These are no nominations.
    </p>
  )
}

const BadLines = ({ bad }: { bad: { line: number; reason: string }[] }) => (
  <section class="scroll" aria-label="Lines that could not be read">
    <table>
      <thead>
        <tr>
          <th scope="col" class="num">
            Line
          </th>
          <th scope="col">Why it could not be read</th>
        </tr>
      </thead>
      <tbody>
        {bad.map(({ line, reason }, i) => (
          <tr key={`${line} ${i}`}>
            <td class="num">{line}</td>
            <td>{reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
