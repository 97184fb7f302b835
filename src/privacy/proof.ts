// ◆ pure
/** What somebody puts where only the owner of an account or of its site can, and how it is found there. */

/** Where a site may show the code as a file of its own (RFC 8615). */
export const WELL_KNOWN = '/.well-known/community-allies.txt'
/** The name of the meta element in the head of a page. */
export const META_NAME = 'community-allies'

/** `leave-` and ten characters of a random secret: 50 bits, which nobody guesses in the thirty days it is good for. */
export const leaveCode = (secret: string): string => `leave-${secret.slice(0, 10)}`

const letter = (char: string | undefined) => char !== undefined && /[a-z0-9-]/.test(char)

/** Whether a text shows the code as a word of its own, in whatever case. */
export function showsCode(text: string, code: string): boolean {
  const [where, what] = [text.toLowerCase(), code.toLowerCase()]
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + 1)) {
    if (!letter(where[at - 1]) && !letter(where[at + what.length])) return true
  }
  return false
}

/** Of a page only its head counts: what visitors write into comments must not speak for the site. */
export function headShowsCode(html: string, code: string): boolean {
  const lower = html.toLowerCase()
  const body = lower.indexOf('<body')
  const head = body === -1 ? lower : lower.slice(0, body)
  for (let at = head.indexOf('<meta'); at !== -1; at = head.indexOf('<meta', at + 5)) {
    const end = head.indexOf('>', at)
    if (end === -1) return false
    const tag = head.slice(at, end)
    if (tag.length < 500 && tag.includes(META_NAME) && showsCode(tag, code)) return true
  }
  return false
}

/** The address of the file on the site of a page; null for what is no address. */
export const wellKnownOf = (url: string): string | null => (URL.canParse(url) ? new URL(WELL_KNOWN, url).href : null)
