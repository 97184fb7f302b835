import { BODY_KINDS } from '../../directory/taxonomy/body-kinds.js'
import { SECTIONS } from '../../directory/taxonomy/sections.js'
import type { Fault } from '../../kernel/errors.js'
import type { DeskListView } from '../../lists/service.js'
import { Check, Field } from '../components.js'

export interface ListValues {
  name: string
  description: string
  public: boolean
  sections: string[]
  body_kinds: string[]
  /** UK-CAT codes as they were typed. */
  tags: string
  chats: string[]
  pinned_only: boolean
  min_support: string
  hashtag_owners: boolean
}

export const NO_VALUES: ListValues = {
  name: '',
  description: '',
  public: false,
  sections: [],
  body_kinds: [],
  tags: '',
  chats: [],
  pinned_only: false,
  min_support: '',
  hashtag_owners: false,
}

/** A chat that a list can be made from. */
export interface ChatChoice {
  id: string
  label: string
}

const narrows = ({ sections, body_kinds, tags, chats, min_support, pinned_only }: ListValues) =>
  sections.length + body_kinds.length + chats.length > 0 || tags !== '' || min_support !== '' || pinned_only

/** Name, privacy and rule of a list. */
export function ListFields({ values, chats, faults: found }: { values: ListValues; chats: readonly ChatChoice[]; faults?: readonly Fault[] | undefined }) {
  // What only the service knows to be wrong is told by the place within the list.
  const faults = found?.map((fault) => (fault.pointer === undefined ? fault : { ...fault, pointer: fault.pointer.replace(/^\/rule(?=\/)/, '') }))
  return (
    <>
      <Field name="name" label="Name" required maxLength={25} value={values.name} hint="At most 25 characters, as X allows" faults={faults} />
      <Field name="description" label="Description" maxLength={100} value={values.description} hint="At most 100 characters" faults={faults} />
      <Check name="public" checked={values.public}>
        Public: shown here, and public on X
      </Check>
      <details open={narrows(values)}>
        <summary>Who belongs</summary>
        <p class="small soft">Approved allies that fit all of this. Nothing ticked takes all of them.</p>
        <fieldset class="field">
          <legend>Categories</legend>
          {SECTIONS.map(({ code, title }) => (
            <Check key={code} name="sections" value={code} checked={values.sections.includes(code)}>
              {title}
            </Check>
          ))}
        </fieldset>
        <fieldset class="field">
          <legend>Kinds of body</legend>
          {BODY_KINDS.map((kind) => (
            <Check key={kind} name="body_kinds" value={kind} checked={values.body_kinds.includes(kind)}>
              {kind}
            </Check>
          ))}
        </fieldset>
        <Field
          name="tags"
          label="UK-CAT tags"
          maxLength={500}
          value={values.tags}
          hint="Codes with blanks between, as BE102 ED100: any of them"
          faults={faults}
          autocomplete="off"
        />
        {chats.length === 0 ? null : (
          <fieldset class="field">
            <legend>Nominated in</legend>
            {chats.map(({ id, label }) => (
              <Check key={id} name="chats" value={id} checked={values.chats.includes(id)}>
                {label}
              </Check>
            ))}
          </fieldset>
        )}
        <Field name="min_support" label="Nominated by at least" type="number" value={values.min_support} hint="Distinct people" faults={faults} />
        <Check name="hashtag_owners" checked={values.hashtag_owners}>
          Also who owns a hashtag that fits: X lists take no hashtags
        </Check>
        <Check name="pinned_only" checked={values.pinned_only}>
          Nobody by rule: only who is pinned below
        </Check>
      </details>
    </>
  )
}

/** What the form of a list begins with. */
export const valuesOf = (list: DeskListView): ListValues => ({
  name: list.name,
  description: list.description,
  public: !list.private,
  sections: list.rule.sections ?? [],
  body_kinds: list.rule.body_kinds ?? [],
  tags: (list.rule.tags ?? []).join(' '),
  chats: list.rule.chats ?? [],
  pinned_only: list.rule.pinned_only === true,
  min_support: list.rule.min_support === undefined ? '' : String(list.rule.min_support),
  hashtag_owners: list.rule.hashtag_owners === true,
})
