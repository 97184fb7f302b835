import type { ImportState, Verdict } from '../../db/schema/imports.js'
import { FORMATS } from '../../nominations/formats/catalogue.js'
import type { CandidateView, ImportView } from '../../nominations/imports/service.js'
import { plural, Tag, type Tone } from '../components.js'
import { Marked } from './parts.js'

const STATES: Record<ImportState, [string, Tone | undefined]> = {
  reading: ['being read', 'accent'],
  ready: ['to be looked at', 'warn'],
  storing: ['being stored', 'accent'],
  done: ['stored', 'good'],
  undoing: ['being undone', 'accent'],
  undone: ['undone', undefined],
  failed: ['could not be read', 'bad'],
  discarded: ['thrown away', undefined],
}

export const StateTag = ({ state }: { state: ImportState }) => <Tag tone={STATES[state][1]}>{STATES[state][0]}</Tag>

const FORMAT: Record<string, string> = {
  transcript: 'a pasted chat',
  document: 'text without authors',
  'x-api-v2': 'an answer of the X API',
  'twarc2-pages': 'pages of twarc2',
  'twarc2-flattened': 'posts of twarc2',
  'twarc-csv': 'a table of twarc',
  'hydrated-v1.1': 'posts of the old X API',
  'x-download': 'your own download from X',
  tags: 'a TAGS table',
  'nitter-rss': 'a Nitter feed',
  apify: 'an Apify result',
  'sfm-csv': 'a Social Feed Manager table',
  'mapped-csv': 'a table with the columns you named',
}

export const formatName = (format: string): string => FORMAT[format] ?? format

export const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ['counted', 'Counted'],
  ['doubtful', 'For you to decide'],
  ['not', 'Not nominations'],
  ['placeholder', 'Placeholders'],
  ['repeated', 'Repeated'],
]

/** Every format by its name, for somebody whose file was refused. */
export const Readable = () => (
  <>
    <p>What can be read:</p>
    <ul class="reasons">
      {FORMATS.map(({ name }) => (
        <li key={name}>{name.replaceAll('`', '')}</li>
      ))}
    </ul>
    <p>
      <a href="/formats">What each format needs and loses</a>
    </p>
  </>
)

const WIDTH = 600

/** The sentence says it; the bar shows it. */
export function Found({ one, accepted }: { one: ImportView; accepted: { nominations: number; targets: number } }) {
  const { counted = 0, doubtful = 0, not = 0, placeholder = 0, repeated = 0, posts = 0, bad_lines = 0 } = one.counts
  const rest = not + placeholder + repeated
  const all = counted + doubtful + rest
  const parts = [
    ['counted', 'counted', counted],
    ['doubtful', 'for you to decide', doubtful],
    ['rest', 'left out, each with a reason', rest],
  ] as const
  let at = 0
  return (
    <div class="found">
      <p>
        {plural(posts, 'post')} with {plural(all, 'name')}: {plural(counted, 'nomination')}
        {doubtful > 0 ? `, ${doubtful.toLocaleString('en')} for you to decide` : ''}
        {rest > 0 ? `, ${rest.toLocaleString('en')} that are none` : ''}.
        {one.state === 'ready' ? ` Storing takes ${plural(accepted.nominations, 'nomination')} of ${plural(accepted.targets, 'target')}.` : ''}
        {bad_lines > 0 ? ` ${plural(bad_lines, 'line')} could not be read.` : ''}
      </p>
      {all === 0 ? null : (
        <>
          <svg viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width={WIDTH} height="12" />
            {parts.map(([kind, , n]) => {
              const x = at
              const width = n === 0 ? 0 : Math.max(4, Math.round((n / all) * WIDTH))
              at += width
              return <rect key={kind} class={kind} x={x} width={width} height="12" />
            })}
          </svg>
          <ul class="legend">
            {parts.map(([kind, words, n]) => (
              <li key={kind}>
                <svg viewBox="0 0 10 10" aria-hidden="true">
                  <rect class={kind} width="10" height="10" />
                </svg>
                {n.toLocaleString('en')} {words}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** Where a choice was made, so that one comes back to it. */
export interface Place {
  tab: string
  q: string
  cursor: string | undefined
}

const nameOf = ({ target, raw }: CandidateView): string => (target ? `${target.kind === 'account' ? '@' : '#'}${target.display}` : raw)

const OUTCOME: Record<NonNullable<CandidateView['outcome']>, [string, Tone | undefined]> = {
  added: ['added', 'good'],
  already: ['known already', undefined],
  refused: ['not accepted', 'bad'],
}

export function NameRow({ id, one, place, open }: { id: string; one: CandidateView; place: Place; open: boolean }) {
  const spoken = [one.nominator === null ? '' : `@${one.nominator}`, one.question === null ? '' : `Q${one.question}`, `line ${one.line}`]
  return (
    <li id={`n${one.seq}`} class={one.chosen === false ? 'left' : undefined}>
      <div>
        <p>
          <span class="what">{nameOf(one)}</span>
          {one.target && one.raw !== nameOf(one) ? <span class="small soft"> written “{one.raw}”</span> : null}{' '}
          {one.chosen === null ? null : <Tag tone={one.chosen ? 'good' : 'warn'}>{one.chosen ? 'included by you' : 'left out by you'}</Tag>}{' '}
          {one.outcome === null ? null : <Tag tone={OUTCOME[one.outcome][1]}>{OUTCOME[one.outcome][0]}</Tag>}
        </p>
        <p class="small soft">
          {spoken.filter(Boolean).join(' · ')} · {one.reason}
        </p>
        {one.text === null ? null : (
          <blockquote>
            <Marked text={one.text} span={one.span} />
          </blockquote>
        )}
      </div>
      {open ? <Choice id={id} one={one} place={place} /> : null}
    </li>
  )
}

function Choice({ id, one, place }: { id: string; one: CandidateView; place: Place }) {
  const unknown = one.target === null
  const label = nameOf(one)
  return (
    <form method="post" action={`/desk/imports/${id}/names/${one.seq}`}>
      <input type="hidden" name="tab" value={place.tab} />
      {place.q === '' ? null : <input type="hidden" name="q" value={place.q} />}
      {place.cursor === undefined ? null : <input type="hidden" name="cursor" value={place.cursor} />}
      {one.taken || (!unknown && one.verdict !== 'doubtful') ? null : (
        <input
          type="text"
          name="target"
          aria-label={`What was meant by ${label}`}
          placeholder="What was meant: @…"
          value={one.target ? label : ''}
          maxLength={500}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
      )}
      {one.taken ? null : (
        <button type="submit" name="take" value="yes" class="small quiet" aria-label={`Include ${label}, line ${one.line}`}>
          Include
        </button>
      )}
      {one.taken || (one.verdict === 'doubtful' && one.chosen === null) ? (
        <button type="submit" name="take" value="no" class="small quiet" aria-label={`Leave out ${label}, line ${one.line}`}>
          Leave out
        </button>
      ) : null}
      {one.chosen === null ? null : (
        <button type="submit" name="take" value="undo" class="small quiet" aria-label={`Undo the choice on ${label}, line ${one.line}`}>
          Undo choice
        </button>
      )}
    </form>
  )
}
