import { SECTIONS } from '../../directory/taxonomy/sections.js'
import { TAGS } from '../../directory/taxonomy/tags.js'
import type { ReviewView } from '../../directory/views.js'
import { Check, Reasons } from '../components.js'
import { shortSection } from '../section-names.js'
import type { Refused } from './identity-forms.js'
import type { Who } from './who.js'

const percent = (share: number) => `${Math.round(share * 100)}\u00a0%`

/** How sure the rules are of a category, and what else it might be. */
export function Suggested({ suggested, by }: { suggested: Who['categories']['suggested']; by: ReviewView['category_by'] }) {
  const { category, confidence, runners_up } = suggested
  const others = runners_up.map((one) => `${shortSection(one)} ${percent(one.share)}`).join(', ')
  if (confidence === null) return null
  return (
    <div class="soft small">
      {category
        ? `${by === 'organiser' ? `The rules say ${shortSection(category)}: ` : ''}right with ${percent(confidence)}`
        : 'The rules are not sure enough to say'}
      {others === '' ? '' : category ? `; else ${others}` : `: perhaps ${others}`}
    </div>
  )
}

interface WorksFor {
  entry: ReviewView
  categories: Who['categories']
  refused: Refused | undefined
}

/** Category and tags by an organiser's own word; the empty choice leaves it to the rules. */
export function WorksForForm({ entry, categories, refused }: WorksFor) {
  const mine = refused?.of === 'works' ? refused : undefined
  const { suggested } = categories
  const offered = new Map([...categories.tags, ...suggested.tags].map(({ code, title }) => [code, title]))
  const chosen = mine ? new Set(mine.values.tags?.split(' ')) : new Set(entry.tags)
  const section = mine?.values.section ?? (entry.category_by === 'organiser' ? (entry.category?.section ?? '') : '')
  const use = mine?.values.hashtag_use ?? (entry.hashtag_use_by === 'organiser' ? (entry.hashtag_use ?? '') : '')
  return (
    <form method="post" action={`/desk/allies/${entry.id}/works`}>
      <input type="hidden" name="etag" value={entry.etag} />
      <div class="field">
        <label for="works-section">Category</label>
        <select id="works-section" name="section">
          <option value="" selected={section === ''}>
            as the rules say: {suggested.category ? shortSection(suggested.category) : 'not sure'}
          </option>
          {SECTIONS.map(({ code, title }) => (
            <option key={code} value={code} selected={code === section}>
              {title}
            </option>
          ))}
        </select>
      </div>
      {entry.kind === 'hashtag' ? (
        <div class="field">
          <label for="hashtag_use">What the hashtag does</label>
          <select id="hashtag_use" name="hashtag_use">
            {[
              ['', 'as the rules say'],
              ['connecting', 'connecting: a community’s own, coined tag'],
              ['topical', 'topical: a common word'],
            ].map(([value = '', label]) => (
              <option key={value} value={value} selected={value === use}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      <fieldset class="field">
        <legend>Causes</legend>
        {offered.size === 0 ? <p class="soft small">None are suggested.</p> : null}
        {[...offered].map(([code, title]) => (
          <Check key={code} name="tags" value={code} checked={chosen.has(code)}>
            {title} <span class="soft small">{code}</span>
          </Check>
        ))}
      </fieldset>
      <div class="field">
        <label for="more">
          More causes <span class="soft">(optional)</span>
        </label>
        <span class="hint" id="more-hint">
          By name or code, with semicolons between several.
        </span>
        <input
          id="more"
          name="more"
          list="causes"
          maxLength={500}
          value={mine?.values.more ?? ''}
          autocomplete="off"
          aria-describedby={mine ? 'more-hint works-fault' : 'more-hint'}
          aria-invalid={mine ? true : undefined}
        />
        <datalist id="causes">
          {TAGS.map(([code, title]) => (
            <option key={code} value={title} />
          ))}
        </datalist>
        {mine ? (
          <span class="fault" id="works-fault">
            {mine.message}
          </span>
        ) : null}
      </div>
      {entry.tags_by === 'organiser' ? <Check name="back">Let the rules choose the causes again</Check> : null}
      <div class="field">
        <label for="because-works">Reason</label>
        <input id="because-works" name="reason" required maxLength={500} value={mine?.values.reason ?? ''} autocomplete="off" />
      </div>
      <button type="submit" class="quiet">
        Save
      </button>
    </form>
  )
}

const USE = { connecting: 'connecting: a community’s own tag', topical: 'topical: a common word' } as const

/** Of a hashtag: whether a community coined it, and why the rules think so. */
export const HashtagUse = ({ entry }: { entry: ReviewView }) =>
  entry.kind === 'hashtag' ? (
    <>
      <dt>Use</dt>
      <dd>
        {entry.hashtag_use === null ? 'not decided' : USE[entry.hashtag_use]}{' '}
        <span class="soft small">({entry.hashtag_use_by === 'rules' ? 'suggested' : 'an organiser’s word'})</span>
        <Reasons reasons={entry.hashtag_use_reasons} />
      </dd>
    </>
  ) : null
