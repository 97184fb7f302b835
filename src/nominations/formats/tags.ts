// ◆ pure
/** TAGS (Twitter Archiving Google Sheet): columns by name, since their order and number vary; `time` follows the sheet's zone and is not read. */
import { asObject, parseJson } from './lines.js'
import type { Cell, Has } from './tables.js'

export const isTagsTable = (has: Has): boolean => has('id_str', 'from_user', 'text')

/** The cell holds JSON, and is often cut by the sheet. */
function linksIn(entities: string): unknown {
  if (!entities.includes('"expanded_url"')) return undefined
  const parsed = parseJson(entities)
  return parsed.ok ? asObject(parsed.value)?.urls : undefined
}

export const tagsRow = (cell: Cell) => ({
  id: cell('id_str'),
  url: cell('status_url'),
  at: cell('created_at'),
  author: cell('from_user'),
  author_id: cell('from_user_id_str'),
  text: cell('text'),
  links: linksIn(cell('entities_str')),
  reply:
    cell('in_reply_to_screen_name', 'in_reply_to_status_id_str') === ''
      ? null
      : { to: cell('in_reply_to_screen_name'), post: cell('in_reply_to_status_id_str') },
})
