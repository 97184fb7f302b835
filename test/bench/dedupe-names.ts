import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MatchRecord } from '../../src/directory/match/types.js'

interface Named {
  words: string[]
  city: string
  country: string
}

/** A generator of our own (Park and Miller), so that every run makes the same directory. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

function readNames(): Named[] {
  const text = readFileSync(fileURLToPath(new URL('./ror-names.tsv', import.meta.url)), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', city = '', country = ''] = line.split('\t')
      return { words: name.split(' '), city, country }
    })
}

const SHORT: Record<string, string> = {
  University: 'Univ.',
  Department: 'Dept.',
  Center: 'Ctr.',
  Institute: 'Inst.',
  Association: 'Assn.',
  National: 'Natl.',
  and: '&',
}

/**
 * Names of organisations as a directory of that size would hold them: three of four are bodies of their own, made from a ROR name by giving it the
 * rare word of another, another city or another beginning; one of four is an earlier one spelt otherwise (a slip, a short form, a word less,
 * another order, its initials). Half of all have a site.
 * @returns the records, and for each the number of the body it is
 */
export function makeDirectory(count: number): { records: MatchRecord[]; truth: number[] } {
  const names = readNames()
  const next = numbersFrom(20_260)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)]
  const bodies: (Named & { site: string })[] = []
  const records: MatchRecord[] = []
  const truth: number[] = []
  const put = (body: number, name: string, site: string | null, city: string | null, country: string) => {
    records.push({ id: String(records.length), kind: 'organisation', names: [name], handles: [], x_user_ids: [], urls: site ? [site] : [], city, country })
    truth.push(body)
  }
  while (records.length < count) {
    if (bodies.length > 0 && next() < 0.25) {
      const at = Math.floor(next() * bodies.length)
      const body = bodies[at]
      if (body) put(at, respell(body.words, next), next() < 0.5 ? body.site : null, next() < 0.5 ? body.city : null, body.country)
      continue
    }
    const base = names[bodies.length % names.length]
    const other = pick(names)
    if (!base || !other) break
    const words = [...base.words]
    if (bodies.length >= names.length) {
      const place = Math.floor(next() * words.length)
      words[place] = coined(pick(other.words) ?? 'New', next)
      if (next() < 0.5) words.push('of', other.city)
    }
    const body = {
      words,
      city: next() < 0.5 ? base.city : other.city,
      country: base.country,
      site: `https://www.${words
        .join('')
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
        .slice(0, 20)}${bodies.length}.org/`,
    }
    put(bodies.length, words.join(' '), next() < 0.5 ? body.site : null, body.city, body.country)
    bodies.push(body)
  }
  return { records, truth }
}

/** A word nobody uses, made of a used one: bodies have proper names. */
function coined(word: string, next: () => number): string {
  const ends = ['son', 'ton', 'field', 'mere', 'ham', 'wick', 'a', 'ley', 'worth', 'by', 'ford', 'dale']
  return word.slice(0, 3 + Math.floor(next() * 4)) + (ends[Math.floor(next() * ends.length)] ?? '') + (ends[Math.floor(next() * ends.length)] ?? '')
}

function respell(words: readonly string[], next: () => number): string {
  const way = Math.floor(next() * 5)
  const at = Math.floor(next() * words.length)
  if (way === 0) return words.map((word, i) => (i === at && word.length > 4 ? word.slice(0, 2) + word.slice(3) : word)).join(' ')
  if (way === 1) return words.map((word) => SHORT[word] ?? word).join(' ')
  if (way === 2 && words.length > 2) return words.filter((_, i) => i !== at).join(' ')
  if (way === 3) return [...words.slice(1), words[0]].join(' ').toUpperCase()
  const initials = words.filter((word) => /^[A-Z]/.test(word)).map((word) => word.charAt(0))
  return initials.length >= 3 ? initials.join('') : `The ${words.join(' ')}`
}
