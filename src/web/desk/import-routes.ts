import { Readable } from 'node:stream'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { getChat, getSeries, listChats, listSeries } from '../../chats/service.js'
import type { Deps } from '../../deps.js'
import type { Routes } from '../../http/app-types.js'
import { LONGEST_UPLOAD_MS } from '../../http/arrival.js'
import { Id } from '../../http/schemas.js'
import { WITH_SCRIPT } from '../../http/security-headers.js'
import { AppError, isAppError } from '../../kernel/errors.js'
import { parseColumnMap } from '../../nominations/formats/mapped-csv.js'
import type { ColumnMap } from '../../nominations/formats/types.js'
import {
  acceptedOf,
  badLinesOf,
  candidatesOf,
  chooseCandidate,
  getImport,
  type ImportView,
  listImports,
  reasonsOf,
  startStoring,
  startUndoing,
} from '../../nominations/imports/service.js'
import { type Taken, takeFile } from '../../nominations/imports/upload.js'
import { type FormBody, optional, text } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { HTML, link, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { importPage } from './import-page.js'
import { VERDICTS } from './import-parts.js'
import { type ImportsPage, importsPage, NOTHING, type PasteValues } from './imports.js'

/** Spread where a route has a policy of its own: the plugin writes that into the object. */
const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const params = Type.Object({ id: Id('imp') })
const MOST_PASTED = 1_048_576
/** A letter of a pasted text takes up to three bytes in a form for each of its own. */
const MOST_FORM = 3 * MOST_PASTED + 65_536
const GIVING_MS = LONGEST_UPLOAD_MS
const NAMES = 50
/** People would rather look at a bar than wait for a page. */
const PATIENCE_MS = 2_500

const FIELDS = ['where', 'col_text', 'col_author', 'col_time', 'col_id'] as const

export const deskImportPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  const showAll = async (request: FastifyRequest, reply: FastifyReply, values: PasteValues, refused?: ImportsPage['refused'] & { status: number }) => {
    const cursor = query(request, 'cursor')
    const chats = await listChats(deps, {}, { limit: 30 })
    const series = await listSeries(deps, { limit: 200 })
    const imports = await listImports(deps, { limit: 20, cursor })
    const body = importsPage({
      site,
      holder: holderOf(request),
      chats: chats.items,
      series: series.items,
      imports: imports.items,
      most: deps.config.IMPORT_MAX_MB * 1_048_576,
      values: { ...values, where: values.where || (query(request, 'where') ?? '') },
      next: imports.next_cursor === null ? null : link('/desk/imports', { cursor: imports.next_cursor }),
      first: cursor === undefined ? null : '/desk/imports',
      done: query(request, 'done'),
      refused,
    })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(body)
  }

  app.get('/desk/imports', { config: { ...CURATE }, helmet: WITH_SCRIPT }, (request, reply) => showAll(request, reply, NOTHING))

  /** What was pasted is not read to its end, so it cannot be given back: then the page says so, and how else to give it. */
  const tooLong = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error
    const most = deps.config.IMPORT_MAX_MB
    const message = `A pasted text has at most 1 MB here, and this one could not be kept. Save it as a file and drop that on this page: up to ${most} MB are taken, packed with gzip or zip if it is more.`
    return showAll(request, reply, NOTHING, {
      status: 413,
      message,
      faults: [{ pointer: '/text', code: 'maxLength', detail: 'This was more than 1 MB: save it as a file, and give that.' }],
      unreadable: false,
    })
  }
  const pasting = { config: { ...CURATE, upload: true }, helmet: WITH_SCRIPT, bodyLimit: MOST_FORM, handlerTimeout: GIVING_MS, errorHandler: tooLong as never }

  app.post('/desk/imports', pasting, async (request: FastifyRequest, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { ...NOTHING, ...Object.fromEntries([...FIELDS, 'text'].map((name) => [name, text(body, name)])) }
    try {
      // As a file would hold it: forms end their lines as mail does.
      const bytes = Buffer.from(values.text.replaceAll('\r\n', '\n'))
      if (bytes.length === 0) throw refuseForm([{ pointer: '/text', code: 'missing', detail: 'Paste what was said.' }])
      if (bytes.length > MOST_PASTED)
        throw refuseForm([{ pointer: '/text', code: 'maxLength', detail: 'This is more than 1 MB: save it as a file, and give that.' }])
      const taken = await take(deps, Readable.from([bytes]), 'pasted text', values, request.actor, bytes.length)
      return reply.redirect(pageOf(taken), 303)
    } catch (thrown) {
      const error = withColumns(thrown)
      const unreadable = isAppError(error) && error.code === 'bad_input_file' && error.members.fields === undefined
      return showAll(request, reply, { ...values, ...columnsOf(error) }, { ...refusalOf(error), unreadable })
    }
  })

  // The script's way in: the body is the file. Nothing of it is looked at before it is on disk.
  await app.register(async (files) => {
    files.removeAllContentTypeParsers()
    files.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    files.post('/desk/imports/file', { config: { ...CURATE, upload: true }, handlerTimeout: GIVING_MS }, async (request) => {
      const values = Object.fromEntries(FIELDS.map((name) => [name, query(request, name) ?? ''])) as unknown as PasteValues
      const length = request.headers['content-length']
      const name = query(request, 'file_name') ?? 'file'
      try {
        return { page: pageOf(await take(deps, request.raw, name, values, request.actor, length === undefined ? undefined : Number(length))) }
      } catch (error) {
        throw withColumns(error)
      }
    })
  })

  const show = async (request: FastifyRequest, reply: FastifyReply, id: string, refused?: { message: string; status: number }) => {
    const one = await getImport(deps, id)
    const body = (request.body ?? {}) as FormBody
    const asked = (name: string) => optional(body, name) ?? query(request, name)
    const tab = [...VERDICTS.map(([verdict]) => verdict as string), 'bad'].find((known) => known === asked('tab')) ?? 'counted'
    const q = (asked('q') ?? '').slice(0, 100)
    const cursor = asked('cursor')
    const verdict = VERDICTS.find(([known]) => known === tab)?.[0]
    const names = verdict ? await candidatesOf(deps, id, { verdict, q: q === '' ? undefined : q }, { limit: NAMES, cursor }) : null
    const bad = verdict ? null : await badLinesOf(deps, id, { limit: 200, cursor })
    const reasons = await reasonsOf(deps, id)
    const next = (names ?? bad)?.next_cursor ?? null
    const here = { tab, q: q === '' ? undefined : q }
    const page = importPage({
      site,
      holder: holderOf(request),
      one,
      accepted: await acceptedOf(deps, id),
      reasons,
      kept: keptOf(one, reasons),
      where: await whereOf(deps, one),
      place: { tab, q, cursor },
      names: names?.items ?? [],
      bad: bad?.items ?? [],
      next: next === null ? null : `${link(`/desk/imports/${id}`, { ...here, cursor: next })}#names`,
      first: cursor === undefined ? null : `${link(`/desk/imports/${id}`, here)}#names`,
      done: query(request, 'done'),
      refused,
    })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(page)
  }

  app.get('/desk/imports/:id', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const { id: other } = await getImport(deps, id)
    return other === id ? show(request, reply, id) : reply.redirect(`/desk/imports/${other}?done=same`, 303)
  })

  const seqParams = Type.Object({ id: Id('imp'), seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) })
  app.post('/desk/imports/:id/names/:seq', { config: CURATE, schema: { params: seqParams } }, async (request, reply) => {
    const { id, seq } = request.params
    const body = (request.body ?? {}) as FormBody
    const word = text(body, 'take')
    try {
      const take = word === 'yes' ? true : word === 'no' ? false : null
      // A name that is only included keeps what it was read as.
      const target = take === true ? optional(body, 'target') : undefined
      await chooseCandidate(deps, request.actor, id, seq, { take, target })
      const place = { tab: optional(body, 'tab'), q: optional(body, 'q'), cursor: optional(body, 'cursor') }
      return reply.redirect(`${link(`/desk/imports/${id}`, place)}#n${seq}`, 303)
    } catch (error) {
      return show(request, reply, id, refusalOf(error))
    }
  })

  app.post('/desk/imports/:id/store', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    try {
      await startStoring(deps, request.actor, id)
      return reply.redirect(`/desk/imports/${id}`, 303)
    } catch (error) {
      return show(request, reply, id, refusalOf(error))
    }
  })

  app.post('/desk/imports/:id/undo', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const body = (request.body ?? {}) as FormBody
    try {
      if (text(body, 'sure') !== 'yes') throw new AppError('validation_failed', 'Tick the box if you mean it.')
      const { state } = await startUndoing(deps, request.actor, id, optional(body, 'reason')?.slice(0, 500))
      return reply.redirect(state === 'discarded' ? '/desk/imports?done=discard' : `/desk/imports/${id}`, 303)
    } catch (error) {
      return show(request, reply, id, refusalOf(error))
    }
  })
}

/** Of a table of no known kind: what its columns may be, filled in where a person can look at it, and said as the page has it. */
function withColumns(error: unknown): unknown {
  if (!isAppError(error) || typeof error.members.map !== 'string' || /=COLUMN\b/.test(error.members.map)) return error
  const { text, author = '' } = parseColumnMap(error.members.map)
  const columns = (Array.isArray(error.members.columns) ? error.members.columns : []).join(', ').slice(0, 500)
  const detail = `It is a table of no known kind, with the columns ${columns}. What they may be now stands under “It is a table of my own”: look whether it is right, and give it again.`
  return new AppError(error.code, detail, { members: { ...error.members, fields: { col_text: text, col_author: author } } })
}

const columnsOf = (error: unknown): Partial<PasteValues> => (isAppError(error) ? ((error.members.fields as Partial<PasteValues> | undefined) ?? {}) : {})

const pageOf = ({ id, repeated }: Taken): string => link(`/desk/imports/${id}`, { done: repeated ? 'same' : undefined })

function take(deps: Deps, from: Readable, fileName: string, values: PasteValues, actor: string, length: number | undefined): Promise<Taken> {
  const { where } = values
  const filing = where === '' ? {} : where.startsWith('#') ? { series: where } : { chat_id: where }
  return takeFile(deps, { from, length, file_name: fileName, ...filing, map: mapOf(values), actor, patience_ms: PATIENCE_MS })
}

/** @throws AppError validation_failed */
function mapOf({ col_text, col_author, col_time, col_id }: PasteValues): ColumnMap | undefined {
  if ([col_text, col_author, col_time, col_id].every((one) => one === '')) return undefined
  if (col_text === '') throw refuseForm([{ pointer: '/col_text', code: 'missing', detail: 'Name at least the column of the text.' }])
  const long = [col_text, col_author, col_time, col_id].some((one) => one.length > 200)
  if (long) throw refuseForm([{ pointer: '/col_text', code: 'maxLength', detail: 'This is too long.' }])
  return {
    text: col_text,
    ...(col_author === '' ? {} : { author: col_author }),
    ...(col_time === '' ? {} : { time: col_time }),
    ...(col_id === '' ? {} : { id: col_id }),
  }
}

/** How many names each tab holds. */
function keptOf({ left_out }: ImportView, reasons: readonly { verdict: string; reason: string; count: number }[]): Record<string, number> {
  const kept: Record<string, number> = {}
  for (const { verdict, count } of reasons) kept[verdict] = (kept[verdict] ?? 0) + count
  for (const n of Object.values(left_out)) kept.not = (kept.not ?? 0) - n
  return kept
}

async function whereOf(deps: Deps, { chat_id, series_id }: ImportView): Promise<string | null> {
  if (series_id === null) return null
  const { hashtag } = await getSeries(deps, series_id)
  if (chat_id === null) return `#${hashtag}`
  const { topic, starts_at } = await getChat(deps, chat_id)
  return `#${hashtag} of ${starts_at.slice(0, 10)} (${topic})`
}
