// ◆ pure
/** How a line of a pasted chat begins: time and author in the shapes that chat windows, exports and people use. */

export interface PostHead {
  /** ISO instants only: a time of day alone is not an instant. */
  at: Date | null
  /** Handle without @, if the line shows one. */
  author: string | null
  name: string
  /** Offset of the post's own words in the line. */
  from: number
  timed: boolean
}

const TIME = String.raw`\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,9})?(?: ?[ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2}| ?(?:UTC|GMT|BST|E[SD]T|C[SD]T|P[SD]T))?`
const DATE = String.raw`(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2},? \d{4})`
const STAMP = new RegExp(
  String.raw`^\s{0,20}(?:\[[^\]\n]{0,30}${TIME}[^\]\n]{0,12}\]|\([^)\n]{0,30}${TIME}[^)\n]{0,12}\)|(?:${DATE}[T,]? ?)?${TIME}(?![\d:])(?: ${DATE})?)[\s,]{0,4}(?:[-–—|]\s)?`,
  'i',
)
const ISO = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})/
/** `Name @handle:`, `Name (@handle):`, `@handle -`, `<@handle>`, `<handle>`. A name may hold brackets: `Wendy (MH nurse) @wendy:`. */
const WITH_HANDLE = /^([^@＠#:<>\n]{0,60}?)[(<]?[@＠]([A-Za-z0-9_]{1,15})(?:[)>]{1,2}\s?:?|\s?[:：·|]|\s[-–—])(?:\s|$)/
const ANGLED = /^<([A-Za-z0-9_]{1,15})>\s/
const NAMED = /^([^@＠#:<>()[\]\n]{1,60}):\s/
const PASSED_ON = /^(?:RT|MT|QT|PRT|via|cc|h\/t|thanks|re)\s*$/i

/** Chat servers say who came and went: `18:57 -!- name has joined`, `*** name sets mode`, `--- Log opened`. */
const SYSTEM = /^(?:-!-|\*{3}|-->|<--|—>|<—|={3}|-{3}|\* [^\s:]{1,40} (?:has|is|sets?|joined|left|quit)\b)(?:\s|$)/

/** Of a log of a chat server: what the server itself says, which belongs to no post. */
export function isSystemLine(line: string): boolean {
  const lead = line.slice(0, 200)
  return SYSTEM.test(lead.slice(STAMP.exec(lead)?.[0].length ?? 0).trimStart())
}

/** Null if the line does not begin a post. */
export function readHead(line: string): PostHead | null {
  // A pattern is only ever tried on the beginning, so a long line costs no more than a short one.
  const lead = line.slice(0, 200)
  const stamp = STAMP.exec(lead)
  const start = stamp ? stamp[0].length : 0
  const rest = lead.slice(start)
  const iso = stamp ? ISO.exec(stamp[0]) : null
  const at = iso ? new Date(iso[0].replace(' ', 'T')) : null
  const head = (found: RegExpExecArray, name: string, author: string | null): PostHead => ({
    at: at && !Number.isNaN(at.getTime()) ? at : null,
    author,
    name: name.trim(),
    from: start + found[0].length,
    timed: stamp !== null,
  })
  const handled = WITH_HANDLE.exec(rest)
  if (handled && !PASSED_ON.test(handled[1] ?? '')) return head(handled, handled[1] ?? '', handled[2] ?? null)
  if (!stamp) return null
  const angled = ANGLED.exec(rest)
  if (angled) return head(angled, angled[1] ?? '', null)
  const named = NAMED.exec(rest)
  return named && !PASSED_ON.test(named[1] ?? '') ? head(named, named[1] ?? '', null) : null
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}'
const DAY = String.raw`(?:${MONTH} \d{1,2}(?:, \d{4})?|\d{1,2} ${MONTH}(?: \d{4})?|\d{1,2}[hm])`
/** `@handle · Mar 30`, or the handle alone on a line under the name: how X's own pages come out of the clipboard. */
const BLOCK_HEAD = new RegExp(String.raw`^(?:[^@＠#:\n]{0,60}\s\u200f?)?[@＠]([A-Za-z0-9_]{1,15})(?:\s{0,3}[·•]?\s{0,3}${DAY})\s{0,3}$`)
const LONE_HANDLE = /^[@＠]([A-Za-z0-9_]{1,15})\s{0,3}$/
const LONE_DATE = new RegExp(String.raw`^\s{0,3}(?:[·•]\s{0,3})?(?:${DAY})\s{0,3}$`)

/** Chat servers: `nick — Today at 8:04 PM`. */
const SERVER_HEAD =
  /^([\p{L}\p{N}_.]{2,32})\s{0,2}(?:—|–|-)\s{0,2}(?:(?:Today|Yesterday)(?: at)?|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?)\s\d{1,2}[:.]\d{2}(?:\s?[AP]M)?\s{0,3}$/iu

/** Number of lines of such a head beginning at `i`, and whose it is, by handle or by name; null if there is none. */
export function readBlockHead(lines: readonly string[], i: number): { author: string | null; name: string | null; lines: number } | null {
  const line = (lines[i] ?? '').slice(0, 200)
  const server = SERVER_HEAD.exec(line)
  if (server) return { author: null, name: server[1] ?? '', lines: 1 }
  const whole = BLOCK_HEAD.exec(line)
  if (whole) return { author: whole[1] ?? '', name: null, lines: 1 }
  const lone = LONE_HANDLE.exec(line)
  if (!lone) return null
  const dot = /^\s{0,3}[·•]\s{0,3}$/.test(lines[i + 1] ?? '') ? 1 : 0
  return LONE_DATE.test((lines[i + 1 + dot] ?? '').slice(0, 60)) ? { author: lone[1] ?? '', name: null, lines: 2 + dot } : null
}

/** `— Name (@handle) March 30, 2014`, the line that ends an embedded post. The post's words may stand before it on the same line. */
const ATTRIBUTION = new RegExp(String.raw`(?:—|–|--|&mdash;)\s?[^@＠(\n]{1,60}\([@＠]([A-Za-z0-9_]{1,15})\)(?:\s(?:on )?${DAY})?\s{0,3}$`)

export function readAttribution(line: string): { author: string; at: number } | null {
  const offset = Math.max(0, line.length - 160)
  const found = ATTRIBUTION.exec(line.slice(offset))
  return found ? { author: found[1] ?? '', at: offset + found.index } : null
}
