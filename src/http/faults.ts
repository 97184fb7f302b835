import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Fault } from '../kernel/errors.js'
import { asksForText } from './pattern-words.js'

const WORDS: Record<string, string> = {
  minLength: 'Please fill this in.',
  required: 'Please fill this in.',
  maxLength: 'This is too long.',
  pattern: 'This does not have the right form.',
  format: 'This does not have the right form.',
  enum: 'Please choose one of the values.',
  minimum: 'This is too small.',
  maximum: 'This is too large.',
  type: 'This does not have the right form.',
}

/** What a schema says against a value, in words for a person. */
export function faultsIn(schema: TSchema, input: unknown): Fault[] {
  const faults: Fault[] = []
  for (const error of Value.Errors(schema, input)) {
    const missing = (error.params as { requiredProperties?: string[] }).requiredProperties?.[0]
    const pointer = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`
    if (faults.some((fault) => fault.pointer === pointer)) continue
    const blank = error.keyword === 'pattern' && asksForText((error.params as { pattern?: unknown }).pattern)
    faults.push({ pointer, code: error.keyword, detail: WORDS[blank ? 'required' : error.keyword] ?? 'This does not fit.' })
  }
  return faults
}
