import type { Deps } from '../deps.js'
import { foldHashtag } from '../directory/handle.js'
import { AppError } from '../kernel/errors.js'
import * as repo from './repo.js'

/** Where nominations are made: what the domains that collect them need to know of a chat or series. */
export interface CollectionContext {
  series_id: string
  chat_id: string | null
  hashtag: string
  hashtag_key: string
  /** Folded handles: hosts speak in a chat all the time, so they are no nominations. */
  host_keys: string[]
  questions: { number: number; text: string }[]
  starts_at: Date | null
  ends_at: Date | null
}

/** @throws AppError not_found */
export async function chatContext(deps: Deps, chatId: string): Promise<CollectionContext> {
  const found = await repo.findChat(deps.store.db, chatId)
  if (!found) throw new AppError('not_found', `There is no chat ${chatId}.`)
  const { chat, series } = found
  return {
    series_id: series.id,
    chat_id: chat.id,
    hashtag: series.hashtag,
    hashtag_key: series.hashtag_key,
    host_keys: [...new Set([...series.host_keys, ...chat.host_keys])],
    questions: chat.questions,
    starts_at: chat.starts_at,
    ends_at: chat.ends_at,
  }
}

/** By hashtag, in any spelling. @throws AppError not_found */
export async function seriesContext(deps: Deps, hashtag: string): Promise<CollectionContext> {
  const key = foldHashtag(hashtag)
  const series = key === null ? undefined : await repo.findSeriesByKey(deps.store.db, key)
  if (!series) throw new AppError('not_found', `There is no series with the hashtag ${hashtag}.`)
  return {
    series_id: series.id,
    chat_id: null,
    hashtag: series.hashtag,
    hashtag_key: series.hashtag_key,
    host_keys: series.host_keys,
    questions: [],
    starts_at: null,
    ends_at: null,
  }
}

/** Which of these folded hashtags belong to a series. */
export const seriesTags = async (deps: Deps, keys: readonly string[]): Promise<Set<string>> => new Set(await repo.findTags(deps.store.db, keys))
