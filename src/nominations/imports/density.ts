// ◆ pure
/**
 * Each name of a file becomes a row with the words around it, hundreds of bytes for the three that `@a ` takes. Archives of posts are far from that; a file
 * made of little but names is refused before any of them is looked at.
 */
import { AppError } from '../../kernel/errors.js'
import type { Post } from '../formats/types.js'
import { MOST_NAMES } from '../reading-context.js'

/** A long list of names is welcome, whatever stands between them. */
const WELCOME = 10_000
/** A post of a chat, short as it may be, has this many bytes for each name in it: its author, its time and some words stand beside them. */
const BYTES_A_NAME = 24
const AT = 0x40
const WIDE_AT = 0xff20
const HASH = 0x23
const WIDE_HASH = 0xff03

/** Of one post no more are read than `MOST_NAMES`, so more of them cost nothing. */
function signsIn(text: string): number {
  let signs = 0
  for (let i = 0; i < text.length && signs < MOST_NAMES; i++) {
    const code = text.charCodeAt(i)
    if (code === AT || code === HASH || code === WIDE_AT || code === WIDE_HASH) signs++
  }
  return signs
}

/** Whatever it is: with so few bytes for each sign there is no room for anything else. Asked before a file is taken apart, which takes far longer. */
const BYTES_A_SIGN = 8
const LINE_FEED = 0x0a

/** @throws AppError bad_input_file if nearly all of it is names, told from the bytes alone: of one line no more than a post may have count */
export function refuseDenseBytes(bytes: Uint8Array): void {
  const most = WELCOME + Math.floor(bytes.length / BYTES_A_SIGN)
  let signs = 0
  let inLine = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === LINE_FEED) inLine = 0
    else if ((byte === AT || byte === HASH) && inLine < MOST_NAMES) {
      inLine++
      signs++
    }
  }
  if (signs > most) throw tooDense(most, bytes.length)
}

/** @throws AppError bad_input_file if nearly all of what was said is names */
export function refuseDense(posts: readonly Post[], bytes: number): void {
  const most = WELCOME + Math.floor(bytes / BYTES_A_NAME)
  let signs = 0
  for (const { text } of posts) {
    signs += signsIn(text)
    if (signs > most) throw tooDense(most, bytes)
  }
}

function tooDense(most: number, bytes: number): AppError {
  const n = (count: number) => count.toLocaleString('en')
  return new AppError(
    'bad_input_file',
    `it is nearly all names: more than ${n(most)} @names and #tags in ${n(Math.ceil(bytes / 1024))} KB, which no chat holds. Give the posts as they were exported, or a list of at most ${n(WELCOME)} names.`,
  )
}
