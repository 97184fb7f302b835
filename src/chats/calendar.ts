import type { Deps } from '../deps.js'
import { calendar } from '../formats/ics.js'
import { getSeries, listChats } from './service.js'

const YEAR_MS = 366 * 86_400_000
/** More than any community holds in a year; calendars are read every hour by every subscriber. */
const MOST = 500
const PART = 200

/** The chats of the last year and all to come, as iCalendar. @throws AppError not_found for an unknown series */
export async function chatCalendar(deps: Deps, { series }: { series?: string | undefined }): Promise<string> {
  const { PUBLIC_URL, COMMUNITY_NAME } = deps.config
  const name = series === undefined ? `${COMMUNITY_NAME}: chats` : (await getSeries(deps, series)).name
  const since = new Date(deps.clock.now().getTime() - YEAR_MS).toISOString()
  const chats = []
  let cursor: string | undefined
  // Newest first, so the first one that is too old is the last one looked at.
  do {
    const page = await listChats(deps, { series }, { limit: PART, cursor })
    chats.push(...page.items.filter(({ starts_at }) => starts_at >= since))
    cursor = page.items.some(({ starts_at }) => starts_at < since) ? undefined : (page.next_cursor ?? undefined)
  } while (cursor && chats.length < MOST)
  const events = chats.slice(0, MOST).map(({ id, version, starts_at, ends_at, created_at, timezone, hashtag, topic, hosts, questions }) => ({
    id,
    version,
    starts_at,
    ends_at,
    created_at,
    timezone,
    summary: `#${hashtag}: ${topic}`,
    description: [hosts.length > 0 ? `Hosts: ${hosts.map((host) => `@${host}`).join(', ')}` : '', ...questions.map(({ number, text }) => `Q${number} ${text}`)]
      .filter(Boolean)
      .join('\n'),
    url: `${PUBLIC_URL}/nominate?chat=${id}`,
  }))
  // The stamp is the newest change rather than now: the same chats are the same bytes.
  const stamp = chats.reduce((latest, { created_at }) => (created_at > latest ? created_at : latest), since)
  return calendar(events, { name, host: new URL(PUBLIC_URL).hostname, url: PUBLIC_URL, now: new Date(stamp) })
}
