// ◆ pure
import type { HomeField } from './home-fields/define.js'
import { nursing } from './home-fields/nursing.js'
import { socialWork } from './home-fields/social-work.js'

export type { HomeField, RegisteredBody } from './home-fields/define.js'
export { defineHomeField } from './home-fields/define.js'

/** By id, as HOME_FIELD names them. Another community's field is one more file (home-fields/define.ts says how) and its name here. */
export const HOME_FIELDS: readonly HomeField[] = [socialWork, nursing]
