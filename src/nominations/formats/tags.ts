// ◆ pure
/** TAGS (Twitter Archiving Google Sheet): columns by name, since their order and number vary; `time` follows the sheet's zone and is not read. */
import type { Cell, Has } from './tables.js'

export const isTagsTable = (has: Has): boolean => has('id_str', 'from_user', 'text')

export const tagsRow = (cell: Cell) => ({
  id: cell('id_str'),
  url: cell('status_url'),
  at: cell('created_at'),
  author: cell('from_user'),
  author_id: cell('from_user_id_str'),
  text: cell('text'),
  reply:
    cell('in_reply_to_screen_name', 'in_reply_to_status_id_str') === ''
      ? null
      : { to: cell('in_reply_to_screen_name'), post: cell('in_reply_to_status_id_str') },
})
