import { directoryVersionLately } from '../../db/visible.js'
import type { Deps } from '../../deps.js'
import { csvHead, csvRows } from '../../formats/csv.js'
import { additions } from '../../formats/feed.js'
import { itemList } from '../../formats/jsonld.js'
import type { Row, Taken } from '../../formats/types.js'
import { sha256 } from '../../kernel/canonical.js'
import { type AllyFilters, listAllies } from '../service.js'

/** Entries read at once: an export of any size holds no more than this in memory. */
const PART = 500
/** Entries of a feed: readers ask often, and want what is new. */
const NEWEST = 50

export type ExportFilters = Omit<AllyFilters, 'status' | 'gate' | 'held' | 'second_look'>

/** Where the rows come from, part by part: the directory or one list. */
export type Parts = AsyncIterable<readonly Row[]>

/** Every published entry that matches, by name. Each part is read for itself, so what is published meanwhile may or may not be in it. */
export async function* publishedParts(deps: Deps, filters: ExportFilters): Parts {
  let cursor: string | undefined
  do {
    const page = await listAllies(deps, filters, 'name', { limit: PART, cursor })
    yield page.items
    cursor = page.next_cursor ?? undefined
  } while (cursor)
}

export const takenNow = ({ config, clock }: Deps): Taken => ({
  community: config.COMMUNITY_NAME,
  as_of: clock.now().toISOString(),
  licence: config.DATA_LICENCE,
  site: config.PUBLIC_URL,
})

export async function* asCsv(deps: Deps, parts: Parts): AsyncGenerator<string> {
  const taken = takenNow(deps)
  yield csvHead()
  for await (const rows of parts) if (rows.length > 0) yield csvRows(rows, taken)
}

/** @param name what the list is called */
export async function* asJsonLd(deps: Deps, parts: Parts, name: string): AsyncGenerator<string> {
  const taken = takenNow(deps)
  yield itemList.head(name, taken)
  let position = 0
  for await (const rows of parts) {
    const items = rows.map((row) => itemList.item(row, ++position, taken))
    if (items.length > 0) yield (position === items.length ? '' : ',') + items.join(',')
  }
  yield itemList.tail
}

/** What was published last, as a feed. `paths` are below the address of this deployment. */
export async function newestAdditions(deps: Deps, filters: ExportFilters, paths: { atom: string; json: string }) {
  const { items } = await listAllies(deps, filters, '-published_at', { limit: NEWEST })
  const { site, community, licence } = takenNow(deps)
  const self = { atom: site + paths.atom, json: site + paths.json }
  return additions(items, { title: `${community}: newly listed allies`, self, taken: { site, community, licence } })
}

/** One tag for each version of the public directory and each address: known before anything is read. Weak, since the bytes name the instant they were taken. */
export const exportTag = async (deps: Deps, address: string): Promise<string> => `W/"x${await directoryVersionLately(deps)}-${sha256(address).slice(0, 16)}"`
