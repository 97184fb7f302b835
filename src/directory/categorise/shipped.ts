// ◆ pure
import { SECTION_MODEL } from '../taxonomy/section-model.js'
import { openModel, type SectionModel } from './model.js'

let opened: SectionModel | null = null

/** The shipped model, opened when it is first asked for: starting the service costs nothing. */
export function shippedModel(): SectionModel {
  opened ??= openModel(SECTION_MODEL)
  return opened
}
