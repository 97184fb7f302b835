import type { Actor, Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { parseTarget, type Target } from '../directory/handle.js'
import { decodeCursor, type Page, toPage } from '../kernel/cursor.js'
import { AppError, type Fault } from '../kernel/errors.js'
import { matchHolds, versionTag } from '../kernel/etag.js'
import { orderQuestions } from './questions.js'
import * as repo from './repo.js'
import type { Chat, ChatChange, NewChat, NewSeries, Series, SeriesChange } from './schemas.js'
import { formatLocal, isTimeZone, parseStart } from './zone.js'

export interface Paging {
  limit: number
  cursor?: string | undefined
}

const seriesView = (row: repo.SeriesRow): Series => ({
  id: row.id,
  hashtag: row.hashtag,
  name: row.name,
  timezone: row.timezone,
  hosts: row.hosts,
  version: row.version,
  etag: versionTag(row.id, row.version),
  created_at: row.created_at.toISOString(),
  changed_at: row.changed_at.toISOString(),
})

const chatView = ({ chat, series }: repo.ChatWithSeries): Chat => ({
  id: chat.id,
  series_id: series.id,
  hashtag: series.hashtag,
  topic: chat.topic,
  starts_at: chat.starts_at.toISOString(),
  ends_at: chat.ends_at.toISOString(),
  timezone: series.timezone,
  local_start: formatLocal(chat.starts_at, series.timezone),
  hosts: chat.hosts,
  questions: chat.questions,
  version: chat.version,
  etag: versionTag(chat.id, chat.version),
  created_at: chat.created_at.toISOString(),
  changed_at: chat.changed_at.toISOString(),
})

const refuse = (errors: Fault[]) => new AppError('validation_failed', errors.map(({ detail }) => detail).join(' '), { errors })
const noSeries = (id: string) => new AppError('not_found', `There is no series ${id}.`)
const noChat = (id: string) => new AppError('not_found', `There is no chat ${id}.`)

function stale(current: string): AppError {
  return new AppError('precondition_failed', `It changed since you read it: it is at ${current} now.`, { headers: { etag: current } })
}

/** In these fields the sign may be left out, which elsewhere would leave open what is meant. */
function readAs(kind: Target['kind'], text: string): Target | undefined {
  for (const spelling of [text, `${kind === 'account' ? '@' : '#'}${text}`]) {
    const parsed = parseTarget(spelling)
    if (parsed.ok && parsed.target.kind === kind) return parsed.target
  }
  return undefined
}

/** Spelling as given without @, and the folded key, once each. */
function readHosts(hosts: readonly string[], faults: Fault[]): { hosts: string[]; host_keys: string[] } {
  const found = new Map<string, string>()
  hosts.forEach((text, i) => {
    const handle = readAs('account', text)
    if (!handle) faults.push({ pointer: `/hosts/${i}`, code: 'handle', detail: `hosts/${i} is not a handle on X.` })
    else if (!found.has(handle.key)) found.set(handle.key, handle.display)
  })
  return { hosts: [...found.values()], host_keys: [...found.keys()] }
}

function readHashtag(text: string, faults: Fault[]): { hashtag: string; hashtag_key: string } {
  const tag = readAs('hashtag', text)
  if (!tag) faults.push({ pointer: '/hashtag', code: 'hashtag', detail: 'hashtag is not a hashtag: letters, digits and underscores, not digits alone.' })
  return { hashtag: tag?.display ?? '', hashtag_key: tag?.key ?? '' }
}

function checkZone(zone: string, faults: Fault[]): void {
  if (!isTimeZone(zone)) faults.push({ pointer: '/timezone', code: 'timezone', detail: 'timezone is not an IANA time zone such as Europe/London.' })
}

async function hashtagTaken(tx: Tx, key: string): Promise<AppError> {
  const existing = await repo.findSeriesByKey(tx.db, key)
  return new AppError('conflict', 'A series has this hashtag already.', existing ? { members: { existing: `/api/v1/series/${existing.id}` } } : {})
}

/** @throws AppError validation_failed, or conflict with the existing address if the hashtag is taken. */
export async function createSeries(deps: Deps, actor: Actor, input: NewSeries): Promise<Series> {
  const faults: Fault[] = []
  const tag = readHashtag(input.hashtag, faults)
  const hosts = readHosts(input.hosts ?? [], faults)
  checkZone(input.timezone, faults)
  if (faults.length > 0) throw refuse(faults)
  return deps.store.transaction(async (tx) => {
    const row = await repo.insertSeries(tx.db, {
      id: deps.ids.next('ser'),
      ...tag,
      ...hosts,
      name: input.name.trim(),
      timezone: input.timezone,
      created_at: tx.now,
      changed_at: tx.now,
    })
    if (!row) throw await hashtagTaken(tx, tag.hashtag_key)
    await tx.audit({ actor, action: 'series.create', subject: row.id, detail: { hashtag: row.hashtag } })
    await tx.emit('series.created', row.id)
    return seriesView(row)
  })
}

/** Locks, compares If-Match and writes in one unit of work. @throws AppError not_found, precondition_failed, validation_failed, conflict */
export async function changeSeries(deps: Deps, actor: Actor, id: string, ifMatch: string, input: SeriesChange): Promise<Series> {
  const faults: Fault[] = []
  const tag = input.hashtag === undefined ? undefined : readHashtag(input.hashtag, faults)
  const hosts = input.hosts === undefined ? {} : readHosts(input.hosts, faults)
  if (input.timezone !== undefined) checkZone(input.timezone, faults)
  if (faults.length > 0) throw refuse(faults)
  return deps.store.transaction(async (tx) => {
    const before = await repo.findSeries(tx.db, id, true)
    if (!before) throw noSeries(id)
    const current = versionTag(before.id, before.version)
    if (!matchHolds(ifMatch, current)) throw stale(current)
    if (tag && tag.hashtag_key !== before.hashtag_key && (await repo.findSeriesByKey(tx.db, tag.hashtag_key))) throw await hashtagTaken(tx, tag.hashtag_key)
    const row = await repo.updateSeries(tx.db, id, before.version, {
      ...tag,
      ...hosts,
      ...(input.name === undefined ? {} : { name: input.name.trim() }),
      ...(input.timezone === undefined ? {} : { timezone: input.timezone }),
      changed_at: tx.now,
    })
    if (!row) throw stale(current)
    if (row.hashtag !== before.hashtag || row.timezone !== before.timezone) await repo.raiseChatVersions(tx.db, id, tx.now)
    await tx.audit({ actor, action: 'series.edit', subject: id, detail: { ...input } })
    await tx.emit('series.edited', id)
    return seriesView(row)
  })
}

export async function getSeries(deps: Deps, id: string): Promise<Series> {
  const row = await repo.findSeries(deps.store.db, id)
  if (!row) throw noSeries(id)
  return seriesView(row)
}

export async function listSeries(deps: Deps, paging: Paging): Promise<Page<Series>> {
  const bound = { of: 'series' }
  const after = paging.cursor === undefined ? null : String(decodeCursor(paging.cursor, bound, ['text'])[0])
  const rows = await repo.pageOfSeries(deps.store.db, paging.limit, after)
  return toPage(rows, paging.limit, bound, (row) => [row.hashtag_key], seriesView)
}

const MINUTE = 60_000
/** Before it there was nothing to chat on, and beyond the other years have five digits in some zone or at some end. */
const FIRST_START = Date.UTC(2006, 0)
const LAST_START = Date.UTC(3000, 0)

function readStart(text: string, zone: string): Date {
  const start = parseStart(text, zone)
  if (start && (start.getTime() < FIRST_START || start.getTime() >= LAST_START))
    throw refuse([{ pointer: '/starts_at', code: 'date', detail: 'starts_at lies before 2006, when X began, or after 2999.' }])
  if (!start) throw refuse([{ pointer: '/starts_at', code: 'date', detail: 'starts_at is no date and time that exists, such as 2026-03-01T15:00.' }])
  return start
}

function readQuestions(questions: NewChat['questions'], faults: Fault[]) {
  const ordered = orderQuestions(questions ?? [])
  if (!ordered) faults.push({ pointer: '/questions', code: 'duplicate', detail: 'questions holds the same number twice.' })
  return ordered ?? []
}

/** @throws AppError not_found for the series, validation_failed */
export async function createChat(deps: Deps, actor: Actor, input: NewChat): Promise<Chat> {
  const faults: Fault[] = []
  const hosts = input.hosts === undefined ? undefined : readHosts(input.hosts, faults)
  const questions = readQuestions(input.questions, faults)
  if (faults.length > 0) throw refuse(faults)
  return deps.store.transaction(async (tx) => {
    // Locked, so that of two who press the button at once the second one sees the first one's chat.
    const series = await repo.findSeries(tx.db, input.series_id, true)
    if (!series) throw refuse([{ pointer: '/series_id', code: 'not_found', detail: `There is no series ${input.series_id}.` }])
    const starts_at = readStart(input.starts_at, series.timezone)
    await refuseSecond(tx, series.id, starts_at)
    const chat = await repo.insertChat(tx.db, {
      id: deps.ids.next('cht'),
      series_id: series.id,
      starts_at,
      ends_at: new Date(starts_at.getTime() + (input.duration_minutes ?? 60) * MINUTE),
      topic: input.topic.trim(),
      ...(hosts ?? { hosts: series.hosts, host_keys: series.host_keys }),
      questions,
      created_at: tx.now,
      changed_at: tx.now,
    })
    if (!chat) throw new Error('the chat was not stored')
    await tx.audit({ actor, action: 'chat.create', subject: chat.id, detail: { series: series.id } })
    await tx.emit('chat.created', chat.id, { series: series.id })
    return chatView({ chat, series })
  })
}

/** A series meets once at a time: a second chat with the same start is the first one entered again, and would share its nominations out at random. */
async function refuseSecond(tx: Tx, seriesId: string, startsAt: Date): Promise<void> {
  const other = await repo.findChatAt(tx.db, seriesId, startsAt)
  if (!other) return
  const members = { existing: `/api/v1/chats/${other.id}` }
  throw new AppError('conflict', `The series has a chat that starts then already: “${other.topic}” (${other.id}).`, { members })
}

/** A new start keeps the duration unless one is given. @throws AppError not_found, precondition_failed, validation_failed, conflict */
export async function changeChat(deps: Deps, actor: Actor, id: string, ifMatch: string, input: ChatChange): Promise<Chat> {
  const faults: Fault[] = []
  const hosts = input.hosts === undefined ? {} : readHosts(input.hosts, faults)
  const questions = input.questions === undefined ? undefined : readQuestions(input.questions, faults)
  if (faults.length > 0) throw refuse(faults)
  return deps.store.transaction(async (tx) => {
    // The series first, as whoever changes a series locks it before its chats.
    const seriesId = input.starts_at === undefined ? undefined : (await repo.findChat(tx.db, id))?.series.id
    if (seriesId !== undefined) await repo.findSeries(tx.db, seriesId, true)
    const before = await repo.findChat(tx.db, id, true)
    if (!before) throw noChat(id)
    const current = versionTag(id, before.chat.version)
    if (!matchHolds(ifMatch, current)) throw stale(current)
    const starts_at = input.starts_at === undefined ? before.chat.starts_at : readStart(input.starts_at, before.series.timezone)
    if (starts_at.getTime() !== before.chat.starts_at.getTime()) await refuseSecond(tx, before.series.id, starts_at)
    const length = input.duration_minutes === undefined ? before.chat.ends_at.getTime() - before.chat.starts_at.getTime() : input.duration_minutes * MINUTE
    const chat = await repo.updateChat(tx.db, id, before.chat.version, {
      ...hosts,
      ...(questions === undefined ? {} : { questions }),
      ...(input.topic === undefined ? {} : { topic: input.topic.trim() }),
      starts_at,
      ends_at: new Date(starts_at.getTime() + length),
      changed_at: tx.now,
    })
    if (!chat) throw stale(current)
    await tx.audit({ actor, action: 'chat.edit', subject: id, detail: { ...input } })
    await tx.emit('chat.edited', id)
    return chatView({ chat, series: before.series })
  })
}

export async function getChat(deps: Deps, id: string): Promise<Chat> {
  const row = await repo.findChat(deps.store.db, id)
  if (!row) throw noChat(id)
  return chatView(row)
}

export const chatExists = async (deps: Deps, id: string): Promise<boolean> => (await repo.findChat(deps.store.db, id)) !== undefined

/** Newest first. */
export async function listChats(deps: Deps, filters: { series?: string | undefined }, paging: Paging): Promise<Page<Chat>> {
  const bound = { of: 'chats', ...filters }
  const keys = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['instant', 'text'])
  const after = keys === null ? null : { starts_at: new Date(Number(keys[0])), id: String(keys[1]) }
  const rows = await repo.pageOfChats(deps.store.db, filters, paging.limit, after)
  return toPage(rows, paging.limit, bound, ({ chat }) => [chat.starts_at.getTime(), chat.id], chatView)
}
