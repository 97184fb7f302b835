import type { Chance } from './chance.js'
import type { Described, Operation } from './document.js'
import { type Breach, type Rule, shutOut } from './judge.js'
import type { Pool } from './pool.js'
import { PREFIX, type Request, type Response } from './request.js'
import type { World } from './world.js'

/** What one answer gives reason to ask next, and what must then be so. */
export interface After {
  world: World
  described: Described
  pool: Pool
  chance: Chance
  /** Sends a further request, which is judged like any other. */
  ask(request: Request): Promise<Response>
}

/** Read again after they were deleted, and meant to be: what the document says of each. */
const STAYS = new Set(['getOwner', 'getLive', 'getAudience', 'getKey'])

/** Whether an address can be the operation's. */
export const isAt = ({ path }: Operation, address: string): boolean =>
  new RegExp(`^${(PREFIX + path).replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address)

/** What reads an address that an answer gave. */
function getAt(described: Described, address: string, like: Request): Request | null {
  const path = address.replace(/^https?:\/\/[^/]+/, '')
  const operation = described.operations.find((one) => one.method === 'GET' && isAt(one, path))
  return operation ? { operation, method: 'GET', path, query: [], headers: {}, payload: undefined, value: undefined, who: like.who, fault: null } : null
}

export async function follow(request: Request, response: Response, after: After): Promise<Breach[]> {
  const { status } = response
  if (request.method !== request.operation.method || shutOut(request)) return []
  const breaches: Breach[] = []
  const add = (found: Breach[]) => void breaches.push(...found)
  if (status === 201) add(await created(request, response, after))
  if (status === 200 && request.method === 'GET') add(await read(request, response, after))
  if (status === 200 && request.method === 'DELETE') add(await deleted(request, after))
  if (status < 300 && request.method === 'POST') add(await repeated(request, response, after))
  if (status < 300 && request.headers['if-match']?.startsWith('"')) add(await outdated(request, after))
  if (request.operation.id === 'decideAlly' && status === 200) add(await decided(request, response, after))
  if (status < 300 && (request.operation.path.match(/\{/g) ?? []).length === 2) add(await stranger(request, after))
  return breaches
}

const one = (rule: Rule, text: string): Breach[] => [{ rule, text }]
const idOf = (body: unknown) => (body as { id?: unknown } | null | undefined)?.id

async function created(request: Request, response: Response, { ask, described, chance, world }: After): Promise<Breach[]> {
  const { location } = response.headers
  if (location === undefined || !chance.percent(60)) return []
  const get = getAt(described, location, request)
  // What was made public or told by a capability leads to a page for people.
  if (!get) return location.startsWith(PREFIX) ? one('not-readable', `no operation reads ${location}`) : []
  const { status, body } = await ask({ ...get, who: shutOut(get) ? world.people.admin : request.who })
  if (status !== 200) return one('not-readable', `${location} is ${status}`)
  const [made, found] = [idOf(response.body), idOf(body)]
  return made !== undefined && found !== undefined && made !== found ? one('not-readable', `${location} is another`) : []
}

async function read(request: Request, response: Response, after: After): Promise<Breach[]> {
  const { ask, chance } = after
  const breaches: Breach[] = []
  const { etag } = response.headers
  if (etag !== undefined && chance.percent(12)) {
    const again = await ask({ ...request, headers: { ...request.headers, 'if-none-match': etag } })
    if (again.status !== 304) breaches.push(...one('not-modified', `If-None-Match with ${etag} is ${again.status}, with ${again.headers.etag}`))
  }
  if (chance.percent(5)) {
    const head = await ask({ ...request, method: 'HEAD' })
    const same = head.status === response.status && head.headers.etag === etag && head.headers['content-type'] === response.headers['content-type']
    if (!same || head.text !== '')
      breaches.push(...one('not-modified', `HEAD is ${head.status} ${head.headers.etag ?? ''} with ${head.text.length} characters`))
  }
  const page = response.body as { next_cursor?: string | null; items?: unknown[] } | undefined
  if (typeof page?.next_cursor === 'string' && chance.percent(50)) breaches.push(...(await turned(request, page.next_cursor, page.items ?? [], after)))
  return breaches
}

/** The next page. Nothing was written meanwhile, so that not even a changing order excuses an item that comes twice. */
async function turned(request: Request, cursor: string, items: unknown[], { ask }: After): Promise<Breach[]> {
  const query = [...request.query.filter(([name]) => name !== 'cursor'), ['cursor', cursor] as const]
  const next = await ask({ ...request, query })
  if (next.status !== 200) return one('paging-repeats', `the next page is ${next.status}`)
  const more = (next.body as { items?: unknown[] } | undefined)?.items ?? []
  const seen = new Set(items.map((item) => JSON.stringify(item)))
  const twice = more.filter((item) => seen.has(JSON.stringify(item)))
  if (twice.length > 0) return one('paging-repeats', `${twice.length} items come twice: ${JSON.stringify(twice[0]).slice(0, 120)}`)
  // The feed of changes gives a cursor at its end too, with which to ask again later.
  return more.length === 0 && request.operation.id !== 'listChanges' ? one('paging-repeats', 'the next page is empty') : []
}

async function deleted(request: Request, { ask, described, world }: After): Promise<Breach[]> {
  const get = getAt(described, request.path, request)
  if (!get || STAYS.has(get.operation.id)) return []
  const below = described.operations.filter(
    (op) => op.method === 'GET' && op.path.startsWith(`${get.operation.path}/`) && !op.path.slice(get.operation.path.length).includes('{'),
  )
  const breaches: Breach[] = []
  for (const operation of [get.operation, ...below]) {
    const path = request.path + operation.path.slice(get.operation.path.length)
    const { status } = await ask({ ...get, operation, path, who: world.people.admin })
    if (status !== 404 && status !== 410) breaches.push(...one('alive-after-delete', `GET ${path} is ${status}`))
  }
  return breaches
}

async function repeated(request: Request, response: Response, { ask, chance }: After): Promise<Breach[]> {
  const key = request.headers['idempotency-key']
  if (key === undefined || response.headers['idempotent-replayed'] === 'true') return []
  const breaches: Breach[] = []
  if (chance.percent(40)) {
    const again = await ask(request)
    if (again.status !== response.status || again.text !== response.text) breaches.push(...one('replay', `${again.status} ${again.text.slice(0, 200)}`))
    else if (again.headers['idempotent-replayed'] !== 'true') breaches.push(...one('replay', 'the repeated answer does not say that it is one'))
  }
  const value = request.value as Record<string, unknown> | undefined
  if (value !== undefined && typeof value.reason === 'string' && chance.percent(30)) {
    const changed = { ...value, reason: 'Another reason' }
    const other = await ask({ ...request, payload: JSON.stringify(changed), value: changed })
    if (other.status !== 422) breaches.push(...one('replay', `another body under the same key is ${other.status}`))
  }
  return breaches
}

/** The version that was edited is not the present one any more, if the edit changed anything. */
async function outdated(request: Request, { ask, chance, described, world }: After): Promise<Breach[]> {
  if (request.method !== 'PATCH' || !chance.percent(40)) return []
  const get = getAt(described, request.path, request)
  if (!get) return []
  const now = await ask({ ...get, who: world.people.admin })
  const used = request.headers['if-match'] ?? ''
  const current = now.headers.etag ?? ''
  if (now.status !== 200 || current === used || used.startsWith(current.slice(0, -1)) || current.startsWith(used.slice(0, -1))) return []
  const again = await ask(request)
  return again.status < 300 ? one('lost-update', `If-Match ${used} is taken although ${current} is there`) : []
}

/** An organiser's word on an entry holds in public at once. */
async function decided(request: Request, response: Response, { ask, described, world }: After): Promise<Breach[]> {
  const { id, status: word } = response.body as { id: string; status: string }
  const get = getAt(described, `${PREFIX}/allies/${id}`, request)
  if (!get) return []
  const { status } = await ask({ ...get, who: world.people.nobody })
  return word !== 'approved' && status === 200 ? one('public-though-gone', `it is ${word}, and GET /allies/${id} is 200`) : []
}

/** The child again, below a parent that it was never seen with. */
async function stranger(request: Request, { ask, pool, chance }: After): Promise<Breach[]> {
  if (request.value !== undefined || !chance.percent(50)) return []
  const [, parent = '', child = ''] = /\/([a-z]{3}_\w{26})\/.*?([a-z]{3}_\w{26})/.exec(request.path) ?? []
  const parents = pool.parentsOf(child)
  const other = pool.ids(parent.slice(0, 3)).find((id) => id !== parent && !parents.has(id))
  if (other === undefined || parents.size === 0 || child.startsWith('aly_')) return []
  const { status } = await ask({ ...request, path: request.path.replace(parent, other) })
  return status < 300 ? one('wrong-parent', `${child} of ${parent} is found below ${other}`) : []
}
