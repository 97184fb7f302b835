import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { profilesFor } from '../../directory/profiles.js'
import { getHistory, getReview } from '../../directory/service.js'
import { whyNotRestored } from '../../directory/suppressed/restore.js'
import { tagTitle } from '../../directory/taxonomy/tags.js'
import type { Refusal } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type EntryPage, entryPage } from './entry.js'
import { voicesOf } from './voices.js'
import { whoIs } from './who.js'

export type EntryRefusal = Refusal & Partial<NonNullable<EntryPage['refused']>>

/** The page of one entry; with why the last form was not taken, if it was not. */
export async function showEntry(deps: Deps, request: FastifyRequest, reply: FastifyReply, id: string, refused?: EntryRefusal) {
  const [entry, history, voices, profiles] = await Promise.all([getReview(deps, id), getHistory(deps, id), voicesOf(deps, [id], 100), profilesFor(deps, [id])])
  const body = entryPage({
    site: siteOf(deps),
    holder: holderOf(request),
    entry,
    history,
    profiles: profiles.get(id) ?? [],
    lookable: deps.platform !== null,
    voices: voices.get(id) ?? [],
    tagTitles: entry.tags.map(tagTitle),
    who: await whoIs(deps, entry, refused?.form?.values.into ?? query(request, 'into')?.slice(0, 500)),
    notRestored: entry.status === 'withdrawn' ? await whyNotRestored(deps, id) : null,
    done: query(request, 'done'),
    refused,
  })
  return reply
    .code(refused?.status ?? 200)
    .type(HTML)
    .send(body)
}
