// ◆ pure
import type { ListFields } from '../../db/schema/lists.js'
import type { Fault } from '../../kernel/errors.js'

export type FieldName = keyof ListFields

/**
 * One of a list's own fields that is not the same here and on X. `here`: edited here since it was last set or read there, so the next plan sets it.
 * `on_x`: somebody changed it on X; `both`: both sides did: nobody but an organiser can say which holds. `unknown`: it was never set or read before.
 */
export interface FieldDrift {
  field: FieldName
  ours: string | boolean
  theirs: string | boolean
  changed: 'here' | 'on_x' | 'both' | 'unknown'
}

export const FIELD_NAMES = ['name', 'description', 'private'] as const satisfies readonly FieldName[]

/** Three-way: what we wish, what X shows, and what both last agreed on (null if nobody knows). */
export function compareFields(ours: ListFields, agreed: ListFields | null, theirs: ListFields): FieldDrift[] {
  return FIELD_NAMES.filter((field) => ours[field] !== theirs[field]).map((field) => ({
    field,
    ours: ours[field],
    theirs: theirs[field],
    changed: agreed === null ? 'unknown' : theirs[field] === agreed[field] ? 'here' : ours[field] === agreed[field] ? 'on_x' : 'both',
  }))
}

/** Whether the next plan leaves the field alone until somebody decides: it was changed on X by hand. */
export const isDrifted = ({ changed }: FieldDrift): boolean => changed === 'on_x' || changed === 'both'

/** What to set on X: our edits. What somebody changed there is drift, to be kept or taken back by an organiser's word. Null if nothing. */
export function fieldsToSet(ours: ListFields, agreed: ListFields | null, theirs: ListFields): Partial<ListFields> | null {
  const set = compareFields(ours, agreed, theirs).filter((one) => !isDrifted(one))
  return set.length === 0 ? null : (Object.fromEntries(set.map(({ field, ours: value }) => [field, value])) as Partial<ListFields>)
}

/** What both sides are known to agree on after X was looked at. Null as long as not every field was ever known. */
export function agreedAfter(ours: ListFields, agreed: ListFields | null, theirs: ListFields): ListFields | null {
  const same = (field: FieldName) => ours[field] === theirs[field]
  if (agreed === null) return FIELD_NAMES.every(same) ? pick(theirs) : null
  return pick({ ...agreed, ...Object.fromEntries(FIELD_NAMES.filter(same).map((field) => [field, theirs[field]])) })
}

/** Only the three of them, whatever else the row holds. */
export const pick = ({ name, description, private: hidden }: ListFields): ListFields => ({ name, description, private: hidden })

/** X's own limits (X-PLATFORM.md §4), counted in code points. */
const MOST = { name: 25, description: 100 } as const

/** What X would refuse of a list's own fields, by member; members that are not given are not looked at. */
export function fieldFaults(fields: { name?: string | undefined; description?: string | undefined }): Fault[] {
  return (['name', 'description'] as const).flatMap((field): Fault[] => {
    const value = fields[field]
    if (value === undefined) return []
    const pointer = `/${field}`
    const length = [...value].length
    if (length > MOST[field])
      return [{ pointer, code: 'maxLength', detail: `The ${field} of a list has at most ${MOST[field]} characters on X; this one has ${length}.` }]
    if (field === 'name' && value.trim() === '') return [{ pointer, code: 'minLength', detail: 'A list needs a name.' }]
    return []
  })
}
