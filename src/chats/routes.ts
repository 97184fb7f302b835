import { CALENDAR_TYPE } from '../formats/ics.js'
import type { Routes } from '../http/app-types.js'
import { requireMatch } from '../http/conditional.js'
import { withLinks } from '../http/paging.js'
import { created, IfMatchHeaders, item, ok, problems, textual } from '../http/schemas.js'
import { dated } from '../http/tagged.js'
import { chatCalendar } from './calendar.js'
import {
  CalendarQuery,
  ChatChangeSchema,
  ChatPageSchema,
  ChatParams,
  ChatQuery,
  ChatSchema,
  NewChatSchema,
  NewSeriesSchema,
  SeriesChangeSchema,
  SeriesPageSchema,
  SeriesParams,
  SeriesQuery,
  SeriesSchema,
} from './schemas.js'
import { changeChat, changeSeries, createChat, createSeries, getChat, getSeries, listChats, listSeries } from './service.js'

const tags = ['chats']
const CURATE = { scope: 'directory:curate' }

export const chatRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/series',
    {
      schema: {
        tags,
        operationId: 'listSeries',
        summary: 'List series',
        description: 'All recurring conversations, by hashtag.',
        querystring: SeriesQuery,
        response: { 200: ok(SeriesPageSchema, 'A page of series.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await listSeries(deps, { limit, cursor }))
    },
  )

  app.post(
    '/series',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'createSeries',
        summary: 'Create a series',
        description: 'From now on nominations can be filed under its hashtag.',
        body: NewSeriesSchema,
        response: { 201: created(SeriesSchema), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const series = await createSeries(deps, request.actor, request.body)
      return reply
        .code(201)
        .headers({ location: `/api/v1/series/${series.id}`, etag: series.etag })
        .send(series)
    },
  )

  app.get(
    '/series/:id',
    {
      schema: {
        tags,
        operationId: 'getSeries',
        summary: 'Read a series',
        description: 'One recurring conversation.',
        params: SeriesParams,
        response: { 200: item(SeriesSchema, 'The series.') },
      },
    },
    async (request, reply) => {
      const series = await getSeries(deps, request.params.id)
      return reply.header('etag', series.etag).send(dated(reply, series.changed_at, series))
    },
  )

  app.patch(
    '/series/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'changeSeries',
        summary: 'Change a series',
        description: 'Only the members sent are changed. Chats keep the hosts they were made with.',
        params: SeriesParams,
        headers: IfMatchHeaders,
        body: SeriesChangeSchema,
        response: { 200: ok(SeriesSchema, 'The series as it is now.'), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const series = await changeSeries(deps, request.actor, request.params.id, requireMatch(request), request.body)
      return reply.header('etag', series.etag).send(series)
    },
  )

  app.get(
    '/chats',
    {
      schema: {
        tags,
        operationId: 'listChats',
        summary: 'List chats',
        description: 'Newest first, optionally of one series.',
        querystring: ChatQuery,
        response: { 200: ok(ChatPageSchema, 'A page of chats.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, series } = request.query
      return withLinks(request, reply, await listChats(deps, { series }, { limit, cursor }))
    },
  )

  app.get(
    '/chats.ics',
    {
      config: { produces: ['text/calendar'] },
      schema: {
        tags,
        operationId: 'chatCalendar',
        summary: 'Chats as a calendar',
        description: 'The chats of the last year and all to come, to subscribe to (iCalendar, RFC 5545). An event keeps its UID; an edit raises its SEQUENCE.',
        querystring: CalendarQuery,
        response: { 200: textual('text/calendar', 'The calendar.'), ...problems('not_found') },
      },
    },
    async (request, reply) => reply.type(CALENDAR_TYPE).send(await chatCalendar(deps, request.query)),
  )

  app.post(
    '/chats',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'createChat',
        summary: 'Create a chat',
        description: 'One dated occurrence of a series, with its topic and questions.',
        body: NewChatSchema,
        response: { 201: created(ChatSchema), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const chat = await createChat(deps, request.actor, request.body)
      return reply
        .code(201)
        .headers({ location: `/api/v1/chats/${chat.id}`, etag: chat.etag })
        .send(chat)
    },
  )

  app.get(
    '/chats/:id',
    {
      schema: {
        tags,
        operationId: 'getChat',
        summary: 'Read a chat',
        description: 'One dated occurrence of a series.',
        params: ChatParams,
        response: { 200: item(ChatSchema, 'The chat.') },
      },
    },
    async (request, reply) => {
      const chat = await getChat(deps, request.params.id)
      return reply.header('etag', chat.etag).send(dated(reply, chat.changed_at, chat))
    },
  )

  app.patch(
    '/chats/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'changeChat',
        summary: 'Change a chat',
        description: 'Only the members sent are changed. A new start keeps the duration.',
        params: ChatParams,
        headers: IfMatchHeaders,
        body: ChatChangeSchema,
        response: { 200: ok(ChatSchema, 'The chat as it is now.'), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const chat = await changeChat(deps, request.actor, request.params.id, requireMatch(request), request.body)
      return reply.header('etag', chat.etag).send(chat)
    },
  )
}
