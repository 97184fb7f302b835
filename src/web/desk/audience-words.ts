import { REASONS, type Reason } from '../../reach/audiences/ids.js'
import type { BadLine } from '../../reach/audiences/read-ids.js'
import { link } from '../request.js'

/** What was said of a list when it was taken in, which nobody keeps: it travels in the address. */
export interface Said {
  bad: BadLine[]
  /** The list that counted before. */
  replaces: string | undefined
  unknown_follows: number
}

const KEYS = new Map(Object.entries(REASONS).map(([key, words]) => [words as string, key]))
const MOST = 20

/** The page that tells what became of a list. Reasons go by their names, so that a link cannot put words on our page. */
export const givenAddress = (id: string, { bad, replaces, unknown_follows }: { bad: BadLine[]; replaces: string | null; unknown_follows: number }): string =>
  link('/desk/reach/lists', {
    given: id,
    bad: bad.length === 0 ? undefined : bad.map(({ line, reason }) => `${line}.${KEYS.get(reason) ?? 'none'}`).join('-'),
    replaces: replaces ?? undefined,
    unknown: unknown_follows === 0 ? undefined : String(unknown_follows),
  })

/** The way back; what is none of ours is as if it were not there. */
export function saidIn(read: (name: string) => string | undefined): Said {
  const bad = (read('bad') ?? '').split('-', MOST).flatMap((one) => {
    const [, line, key] = /^(\d{1,15})\.([a-z_]+)$/.exec(one) ?? []
    return line !== undefined && key !== undefined && Object.hasOwn(REASONS, key) ? [{ line: Number(line), reason: REASONS[key as Reason] }] : []
  })
  const replaces = /^aud_[0-9a-z]{26}$/.exec(read('replaces') ?? '')?.[0]
  const unknown = /^\d{1,9}$/.exec(read('unknown') ?? '')?.[0]
  return { bad, replaces, unknown_follows: Number(unknown ?? 0) }
}
