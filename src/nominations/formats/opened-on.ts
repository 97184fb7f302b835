// ◆ pure
/** The post that a page of X was opened on stands in it otherwise than those that answer it: name and handle, the words, and only below these its time. */
import type { PlacedHead } from './layouts.js'
import { isLoneTime } from './post-heads.js'
import { MARK } from './short-chats.js'

const VIEWS = /\s?·\s?[\d.,]{1,9}\s?[KM]?\s?views$/i
/** A time of day and a date, as nothing else on such a page has both. */
const BOTH = /^(?:last edited\s)?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?\s?·\s?\S/i
/** Longer than this is no post. */
const LONGEST = 60

/** Makes the authors of such posts heads. `own` are those that the page is known to have. */
export function placeOpened(texts: readonly string[], heads: readonly (PlacedHead | null)[], own: (PlacedHead | null)[]): void {
  texts.forEach((text, below) => {
    const time = text.slice(0, 100).trim()
    if (!BOTH.test(time) || !isLoneTime(time.replace(/^last edited\s/i, '').replace(VIEWS, ''))) return
    let first = -1
    // What the words end in may be a handle too, and then the time seems to be its own.
    for (let i = below - 1; i >= 0 && below - i <= LONGEST && (own[i] == null || i === below - 1); i--) if (isShownAuthor(texts, heads, i)) first = i
    const head = heads[first]
    if (!head) return
    own[below - 1] = null
    own[first] = head
  })
}

/** A handle on a line of its own, with its owner's name before it or above it. */
function isShownAuthor(texts: readonly string[], heads: readonly (PlacedHead | null)[], i: number): boolean {
  const head = heads[i]
  if (!head?.own || head.author === null || head.timed || head.sign === ':') return false
  if (head.name !== '') return true
  const above = (texts[i - 1] ?? '').slice(0, 80).trim()
  return above !== '' && above.length <= 50 && /^[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(above) && !/[@＠#＃:：.?!]/.test(above) && !MARK.test(above)
}
