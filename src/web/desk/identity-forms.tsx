import { calledBy } from '../../directory/identity/in-words.js'
import { RELATION_WORDS } from '../../directory/identity/relations.js'
import type { ReviewView } from '../../directory/views.js'
import type { Fault } from '../../kernel/errors.js'
import { plural } from '../components.js'
import type { MergePreview } from './who.js'

/** Which form of the page was not taken, and what was typed into it. */
export interface Refused {
  of: string
  values: Record<string, string>
  message: string
  faults: readonly Fault[]
}

const Because = ({ of, value }: { of: string; value?: string | undefined }) => (
  <div class="field">
    <label for={`because-${of}`}>Reason</label>
    <input id={`because-${of}`} name="reason" required maxLength={500} value={value ?? ''} autocomplete="off" />
  </div>
)

const Wrong = ({ id, children }: { id: string; children: preact.ComponentChildren }) => (
  <span class="fault" id={id}>
    {children}
  </span>
)

export function NamesForm({ entry, names, refused }: { entry: ReviewView; names: readonly string[]; refused: Refused | undefined }) {
  const mine = refused?.of === 'names' ? refused : undefined
  return (
    <details open={mine !== undefined}>
      <summary class="small">{names.length === 0 ? 'Add other names' : 'Change other names'}</summary>
      <form method="post" action={`/desk/allies/${entry.id}/names`}>
        <input type="hidden" name="etag" value={entry.etag} />
        <div class="field">
          <label for="aliases">Other names, one a line</label>
          <span class="hint" id="aliases-hint">
            Former names, short forms, names in other languages. People find the entry by them, and they are compared with new names.
          </span>
          <textarea
            id="aliases"
            name="aliases"
            rows={3}
            maxLength={6000}
            aria-describedby={mine ? 'aliases-hint aliases-fault' : 'aliases-hint'}
            aria-invalid={mine ? true : undefined}
            value={mine?.values.aliases ?? names.join('\n')}
          />
          {mine ? <Wrong id="aliases-fault">{mine.message}</Wrong> : null}
        </div>
        <Because of="names" value={mine?.values.reason} />
        <button type="submit" class="quiet small">
          Save the names
        </button>
      </form>
    </details>
  )
}

const ORGANISATION = ['chapter', 'press', 'campaign', 'successor', 'parent'] as const
const HASHTAG = ['variant', 'series'] as const

/** Each way in which this entry can belong to another, or another to it. */
const waysOf = (kind: ReviewView['kind']): { value: string; label: string }[] => {
  const both = kind === 'organisation' ? ORGANISATION : HASHTAG
  const own =
    kind === 'organisation'
      ? { value: 'owner to', label: `it ${RELATION_WORDS.owner.has} the hashtag …` }
      : { value: 'owner from', label: 'it belongs to the organisation …' }
  return [
    ...both.flatMap((one) => [
      { value: `${one} from`, label: `it is the ${RELATION_WORDS[one].of} …` },
      { value: `${one} to`, label: `it ${one === 'successor' ? 'was ' : one === 'parent' ? 'is ' : ''}${RELATION_WORDS[one].has} …` },
    ]),
    own,
  ]
}

export function RelateForm({ entry, refused }: { entry: ReviewView; refused: Refused | undefined }) {
  const mine = refused?.of === 'relate' ? refused : undefined
  return (
    <details open={mine !== undefined}>
      <summary class="small">Say how it belongs to another</summary>
      <form method="post" action={`/desk/allies/${entry.id}/relations`}>
        <div class="field">
          <label for="way">How</label>
          <select id="way" name="way">
            {waysOf(entry.kind).map(({ value, label }) => (
              <option key={value} value={value} selected={value === mine?.values.way}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="related">The other entry</label>
          <input
            id="related"
            name="other"
            required
            maxLength={500}
            value={mine?.values.other ?? ''}
            placeholder="@handle, #hashtag, id or link"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={mine ? true : undefined}
            aria-describedby={mine ? 'related-fault' : undefined}
          />
          {mine ? <Wrong id="related-fault">{mine.message}</Wrong> : null}
        </div>
        <Because of="relate" value={mine?.values.reason} />
        <button type="submit" class="quiet small">
          Save the relation
        </button>
      </form>
    </details>
  )
}

/** In two steps: first which entry is meant and what would happen, then the merge. */
export function MergeForm({ entry, preview, refused }: { entry: ReviewView; preview: MergePreview | null; refused: Refused | undefined }) {
  const mine = refused?.of === 'merge' ? refused : undefined
  return (
    <details open={preview !== null || mine !== undefined} id="merge">
      <summary>Merge with another entry</summary>
      <form method="get" action={`/desk/allies/${entry.id}#merge`}>
        <div class="field">
          <label for="into">The entry that means the same body</label>
          <div class="joined">
            <input
              id="into"
              name="into"
              required
              maxLength={500}
              value={preview?.typed ?? ''}
              placeholder="@handle, id or link"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              aria-invalid={preview?.refused ? true : undefined}
              aria-describedby={preview?.refused ? 'into-fault' : undefined}
            />
            <button type="submit" class="quiet">
              Look first
            </button>
          </div>
          {preview?.refused ? <Wrong id="into-fault">{preview.refused}</Wrong> : null}
        </div>
      </form>
      {preview?.other && preview.refused === null ? (
        <Confirm entry={entry} other={preview.other} mayStay={preview.mayStay} reason={mine?.values.reason} />
      ) : null}
    </details>
  )
}

const accountsOf = ({ accounts }: ReviewView) => accounts.map(({ handle }) => `@${handle}`)
const supportOf = ({ support }: ReviewView) => `${plural(support.nominators, 'person', 'people')} in ${plural(support.chats, 'chat')}`

function Confirm({ entry, other, mayStay, reason }: { entry: ReviewView; other: ReviewView; mayStay: ReviewView[]; reason: string | undefined }) {
  const accounts = [...new Set([...accountsOf(other), ...accountsOf(entry)])]
  return (
    <form method="post" action={`/desk/allies/${entry.id}/merge`}>
      <input type="hidden" name="other" value={other.id} />
      <fieldset class="field">
        <legend>Which stays</legend>
        {mayStay.map((one, i) => (
          <label class="check" key={one.id}>
            <input type="radio" name="stays" value={one.id} checked={i === 0} />
            <span>
              {calledBy(one)}{' '}
              <span class="soft small">
                {one.status}, gate {one.gate.verdict}, {supportOf(one)}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <ul class="small">
        <li>The one that stays keeps its name, status and category. The other one’s address leads to it.</li>
        {accounts.length === 0 ? null : <li>Together they have the accounts {accounts.join(', ')}.</li>}
        <li>Voices count together; somebody who named both counts once.</li>
        {entry.gate.verdict === other.gate.verdict ? null : (
          <li>
            Their gates differ ({entry.gate.verdict}, {other.gate.verdict}): it may have to be decided anew.
          </li>
        )}
        <li>Nothing is rewritten: parting them restores both.</li>
      </ul>
      <Because of="merge" value={reason} />
      <button type="submit">Merge</button>
    </form>
  )
}
