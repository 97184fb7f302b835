/** What answers have told so far: ids and other values that later requests can name, so that they get to where there is something. */
export interface Pool {
  learn(body: unknown): void
  /** A validator of what stands at this address, or of what has this id. */
  learnTag(key: string, tag: string): void
  tagOf(key: string): string | undefined
  /** The last ids with this prefix, e.g. `aly`. */
  ids(prefix: string): readonly string[]
  /** The last values that stood under this member. */
  named(name: string): readonly string[]
  /** Every id seen within an answer about another: child → the parents it was seen with. */
  learnParents(parent: string, body: unknown): void
  parentsOf(child: string): ReadonlySet<string>
  cursors: Map<string, string[]>
}

const KEPT = 40
/** Answers hold a few hundred values at most that are worth a look. */
const LOOKED_AT = 400
const ID = /^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$/

/** Members whose values are asked for under another name. */
const ALSO: Record<string, readonly string[]> = {
  handle: ['account', 'accounts', 'hosts'],
  user_id: ['x_user_id', 'account'],
  status_code: ['code'],
  x_list_id: ['list'],
  head: ['head'],
}

function* strings(body: unknown): Generator<[string, string]> {
  const waiting: [string, unknown][] = [['', body]]
  for (let seen = 0; waiting.length > 0 && seen < LOOKED_AT; seen++) {
    const [name, value] = waiting.pop() ?? ['', null]
    if (typeof value === 'string') yield [name, value]
    else if (Array.isArray(value)) for (const one of value) waiting.push([name, one])
    else if (value !== null && typeof value === 'object') for (const [key, one] of Object.entries(value)) waiting.push([key, one])
  }
}

/** @param withheld ids that are never named: the fuzzer's own keys, say, which it must not end. */
export function emptyPool(withheld: ReadonlySet<string> = new Set()): Pool {
  const byPrefix = new Map<string, string[]>()
  const byName = new Map<string, string[]>()
  const tags = new Map<string, string>()
  const parents = new Map<string, Set<string>>()
  const put = (map: Map<string, string[]>, key: string, value: string) => {
    if (withheld.has(value)) return
    const values = map.get(key) ?? []
    map.set(key, values)
    if (values.includes(value)) return
    values.push(value)
    if (values.length > KEPT) values.shift()
  }
  return {
    learn: (body) => {
      for (const [name, value] of strings(body)) {
        const prefix = ID.exec(value)?.[1]
        if (prefix) put(byPrefix, prefix, value)
        if (value.length > 200) continue
        for (const one of [name, ...(ALSO[name] ?? [])]) put(byName, one, value)
        // Capabilities are told as addresses: /leave/CODE.
        const last = value.includes('/') ? /\/([0-9a-z]{20,40})$/.exec(value)?.[1] : undefined
        if (last) for (const one of ['code', 'request']) put(byName, one, last)
      }
    },
    learnTag: (key, tag) => void tags.set(key, tag),
    tagOf: (key) => tags.get(key),
    ids: (prefix) => byPrefix.get(prefix) ?? [],
    named: (name) => byName.get(name) ?? [],
    learnParents: (parent, body) => {
      for (const [, value] of strings(body)) if (ID.test(value) && value !== parent) parents.set(value, (parents.get(value) ?? new Set()).add(parent))
    },
    parentsOf: (child) => parents.get(child) ?? new Set(),
    cursors: new Map(),
  }
}
