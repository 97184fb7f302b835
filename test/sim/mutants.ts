import type { Mutant } from './mutants/kit.js'
import { HURRIES } from './mutants/pace.js'
import { DOES_NOT_LISTEN } from './mutants/people.js'
import { BELIEVES_TOO_MUCH } from './mutants/readings.js'
import { FORGETS_WHAT_IT_DID } from './mutants/writing.js'

export type { Mutant } from './mutants/kit.js'

export const MUTANTS: readonly Mutant[] = [...BELIEVES_TOO_MUCH, ...HURRIES, ...FORGETS_WHAT_IT_DID, ...DOES_NOT_LISTEN]
