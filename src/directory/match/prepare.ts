// ◆ pure
import { foldHandle } from '../handle.js'
import { cityOf, phoneOf, type Street, streetOf } from './contact.js'
import { type NameForm, nameForm } from './normalise.js'
import type { MatchRecord } from './types.js'
import { type Site, siteOf } from './web.js'
import { COUNTRY_WORDS } from './words.js'

/** A record taken apart once, for comparing it with many others. */
export interface Prepared {
  record: MatchRecord
  names: readonly NameForm[]
  handles: readonly string[]
  sites: readonly Site[]
  city: string | null
  city_words: readonly string[]
  country: string | null
  country_words: readonly string[]
  phone: string | null
  street: Street | null
}

/** More names than these are spelling variants of variants; the own name comes first. */
export const MAX_NAMES = 12

/** Takes a record apart. Pure and bounded: nothing in a record makes it throw. */
export function prepare(record: MatchRecord): Prepared {
  const handles = record.handles.flatMap((handle) => foldHandle(handle) ?? [])
  const city = cityOf(record.city)
  const country = record.country?.trim().toUpperCase() || null
  return {
    record,
    names: [...new Set(record.names)].slice(0, MAX_NAMES).map(nameForm),
    handles: [...new Set(handles)],
    sites: record.urls.slice(0, MAX_NAMES).flatMap((url) => siteOf(url) ?? []),
    city,
    city_words: city?.split(' ') ?? [],
    country,
    country_words: COUNTRY_WORDS.get(country ?? '') ?? [],
    phone: phoneOf(record.phone),
    street: streetOf(record.address),
  }
}
