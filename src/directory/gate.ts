// ◆ pure
import { AppError } from '../kernel/errors.js'
import { evidenceOf } from './gate/evidence.js'
import { GATE_RULES } from './gate/rules.js'
import { HOME_FIELDS, type HomeField } from './taxonomy/home-fields.js'
import type { GateVerdict, Subject } from './types.js'

export { extendField, learnRegister, nameKeysOf, type OrganiserWord, type RegisterAdditions } from './gate/learn.js'

/**
 * The field with this id (the value of HOME_FIELD).
 * @throws AppError bad_config naming the ids that exist.
 */
export function findHomeField(id: string): HomeField {
  const found = HOME_FIELDS.find((field) => field.id === id)
  if (found) return found
  const detail = `HOME_FIELD is "${id.slice(0, 60)}", which is not known here. Known: ${HOME_FIELDS.map((field) => field.id).join(', ')}.`
  throw new AppError('bad_config', detail, { errors: [{ parameter: 'HOME_FIELD', code: 'unknown', detail }] })
}

/**
 * Whether a target belongs to the community's own profession (CATEGORIES §5). The organiser's word stands above this and is not asked
 * here. The first rule that has something to say decides (gate/rules.ts). A home body on a list of allies is the error to avoid, so whatever
 * stays open is `unsure`, which never joins a list.
 * @param without the id of a rule to leave out, so that an evaluation can tell what each buys.
 */
export function judgeGate(given: Subject, field: HomeField, without?: string): GateVerdict {
  const evidence = evidenceOf(given, field)
  for (const rule of GATE_RULES) {
    const verdict = rule.id === without ? null : rule.says(evidence)
    if (verdict) return verdict
  }
  return { gate: 'unsure', reasons: [{ rule: 'unsure.no_rule', detail: 'No rule has anything to say.' }] }
}
