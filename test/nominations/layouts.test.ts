import { readFileSync } from 'node:fs'
import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'
import type { Post } from '../../src/nominations/formats/types.js'
import { LAYOUTS, NAMED, NICKS, type Said } from '../fixtures/layouts.js'

const sample = (name: string) => readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url))
const read = (text: string) => readArchive(new TextEncoder().encode(text))
/** All chats that are written down again. Each stands as `Name @handle: text` lines with times. */
const CHATS = process.env.CHATS?.split(',') ?? ['pasted.txt']

/** What a layout keeps of the white space around lines. */
const trimmed = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')

function saidIn(posts: readonly Post[]): Said[] {
  const names = new Map<string, string>()
  return posts.map(({ author, author_name, text }, i) => {
    const handle = author ?? ''
    const shown = names.get(handle) ?? (author_name || `Zoë ${handle.slice(0, 4).replaceAll(/\d/g, '')}`)
    names.set(handle, shown)
    return { handle, name: shown.replaceAll(/[()]/g, ''), minute: 12 * 60 + 5 + i, text: trimmed(text) }
  })
}

/** Nominators, questions and targets, sorted. A chat without handles tells its people by their names. */
function counted(text: string, said: readonly Said[]): string[] {
  const byName = new Map(said.map(({ handle, name }) => [`name:${name.toLowerCase()}`, handle.toLowerCase()]))
  return decide(read(text), null)
    .candidates.filter(({ verdict }) => verdict === 'counted')
    .map(({ nominator, voice, question, target }) => `${nominator ?? byName.get(voice) ?? voice} Q${question} ${target?.kind} ${target?.key}`)
    .sort()
}

for (const name of CHATS) {
  const { posts } = readArchive(name.startsWith('/') ? readFileSync(name) : sample(name))
  const said = saidIn(posts)
  const plain = Object.values(LAYOUTS)[0]?.(said) ?? ''
  const expected = counted(plain, said)
  t.test(`${name}, written down in another layout, says the same`, async (t) => {
    for (const [layout, write] of Object.entries({ ...LAYOUTS, ...NICKS, ...(process.env.CHATS ? {} : NAMED) })) {
      const text = write(said)
      const { format, posts } = read(text)
      t.equal(format, 'transcript', layout)
      t.equal(posts.length, said.length, `${layout}: as many posts`)
      const first = posts.findIndex((post, i) => trimmed(post.text).replaceAll(/\s+/g, ' ').trim() !== (said[i]?.text ?? '').replaceAll(/\s+/g, ' ').trim())
      t.equal(first, -1, `${layout}: the words of each post (${JSON.stringify(posts[first]?.text)})`)
      t.same(counted(text, said), expected, `${layout}: the same nominations`)
    }
  })
}
