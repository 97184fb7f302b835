// ◆ pure

/** Formats that can be read, by the name under which an import is recorded. */
export type FormatName =
  | 'transcript'
  | 'document'
  | 'x-api-v2'
  | 'twarc2-pages'
  | 'twarc2-flattened'
  | 'twarc-csv'
  | 'hydrated-v1.1'
  | 'x-download'
  | 'tags'
  | 'nitter-rss'
  | 'apify'
  | 'sfm-csv'
  | 'mapped-csv'

export interface Post {
  /** Line of the file where it begins, from 1. */
  line: number
  /** Offset in `text` of each line break that is one in the file too: a transcript's post may go over several lines. */
  over_lines: boolean
  id: string | null
  at: Date | null
  /** Handle as the file spells it, without @; null if the file does not say. */
  author: string | null
  /** What tells authors without a known handle apart: a numeric id, a name. */
  author_mark: string | null
  /** HTML is unescaped already. */
  text: string
  /** Somebody else's words, passed on. */
  retweet: boolean
  /** Why none of its words are anybody's in this chat, if it is another reason than that. Only of what is marked as a retweet. */
  set_aside?: string
  /** Shown because somebody passed it on: the words are its author's all the same. */
  reposted?: boolean
  /** To whom, and to which post, as far as the file says. */
  reply: { to: string | null; post?: string | null } | null
  /** Of a reply: offset in `text` where the author's own words begin, if the file says so. Names before it are X's. */
  words_from?: number | null
  /** Quotes another post, whose words are not in `text`. */
  quoted: boolean
  /** Id of that post, if the file says. */
  quoted_post?: string | null
  /** How the file shows the author beside the handle: it may tell what a handle is called in words. */
  author_name?: string | null
  /** Of a line of a document: up to this offset it may be its author's name that stands there, as in a chat. */
  perhaps_author?: number
}

export interface BadLine {
  line: number
  reason: string
}

export interface ParsedArchive {
  format: FormatName
  posts: Post[]
  /** What stands in the file beside its posts and names somebody: marked as a retweet, with the reason why nothing of it counts. For a person to look at. */
  aside?: Post[]
  bad_lines: BadLine[]
  /** What a person should know about how the file was read. */
  notes: string[]
}

/** Which column of a table is what, by the names in its first line. */
export interface ColumnMap {
  text: string
  author?: string
  time?: string
  id?: string
}

/** One file of what was given: itself, or a file of a zip. */
export interface Part {
  name: string
  bytes: Uint8Array
  /** Lines that were too long to be kept: in `bytes` they are empty. */
  endless?: readonly number[]
}
