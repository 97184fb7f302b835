import Type from 'typebox'
import { publicRelations } from '../directory/identity/related.js'
import { countPublicAllies, getAlly, listAllies, listCategories, movedTo } from '../directory/service.js'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { tagTitle } from '../directory/taxonomy/tags.js'
import type { App, Routes } from '../http/app-types.js'
import { SAMPLES_PATH } from '../http/docs.js'
import { describedOperations, TAGS } from '../http/openapi.js'
import { Id } from '../http/schemas.js'
import { AppError, ERRORS, type ErrorCode } from '../kernel/errors.js'
import { getList, listLists, listMembers } from '../lists/service.js'
import { estimateReach } from '../reach/service.js'
import { aboutPage } from './pages/about.js'
import { changelogPage, compatibilityPage } from './pages/contract.js'
import { allyPage, directoryPage } from './pages/directory.js'
import { errorCodePage, errorIndexPage } from './pages/errors.js'
import { formatsPage } from './pages/formats.js'
import { listPage, listsPage } from './pages/lists.js'
import { samplesPage } from './pages/samples.js'
import { quoteFrom } from './reach-quote.js'
import { HTML, link, query, siteOf } from './request.js'

/** People want to see at once what they changed; the ETag still saves the transfer. */
const page = { config: { cache: 'private' as const } }
const PAGE_SIZE = 48

export const publicPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  app.get('/', page, async (request, reply) => {
    const q = query(request, 'q')?.slice(0, 100)
    const category = SECTIONS.find(({ code }) => code === query(request, 'category'))?.code
    const cursor = query(request, 'cursor')
    const filters = { q, category }
    const [categories, total, matching, found] = await Promise.all([
      listCategories(deps),
      countPublicAllies(deps, {}),
      countPublicAllies(deps, filters),
      listAllies(deps, filters, 'name', { limit: PAGE_SIZE, cursor }),
    ])
    const body = directoryPage({
      site,
      q: q ?? '',
      category,
      categories,
      total,
      matching,
      items: found.items,
      next: found.next_cursor === null ? null : link('/', { q, category, cursor: found.next_cursor }),
      first: cursor === undefined ? null : link('/', { q, category }),
    })
    return reply.type(HTML).send(body)
  })

  app.get('/allies/:id', { ...page, schema: { params: Type.Object({ id: Id('aly') }) } }, async (request, reply) => {
    const { id } = request.params
    const moved = await movedTo(deps, id)
    if (moved !== null) return reply.redirect(`/allies/${moved}`, 301)
    const [ally, relations] = await Promise.all([getAlly(deps, id), publicRelations(deps, id)])
    return reply.type(HTML).send(allyPage({ site, ally, tagTitles: ally.tags.slice(0, 12).map(tagTitle), relations }))
  })

  app.get('/lists', page, async (request, reply) => {
    const found = await listLists(deps, 'public', { limit: PAGE_SIZE, cursor: query(request, 'cursor') })
    return reply.type(HTML).send(listsPage(site, found.items, found.next_cursor === null ? null : link('/lists', { cursor: found.next_cursor })))
  })

  app.get('/lists/:id', { ...page, schema: { params: Type.Object({ id: Id('lst') }) } }, async (request, reply) => {
    const { id } = request.params
    const cursor = query(request, 'cursor')
    const [list, members] = await Promise.all([getList(deps, id), listMembers(deps, id, { limit: PAGE_SIZE, cursor })])
    const reach = deps.config.PUBLIC_REACH && list.members > 0 ? await estimateReach(deps, { list: id }, 'public') : null
    const path = `/lists/${id}`
    const body = listPage({
      site,
      list,
      members: members.items,
      reach,
      quote: reach && quoteFrom(deps, { list: id }, reach),
      next: members.next_cursor === null ? null : link(path, { cursor: members.next_cursor }),
      first: cursor === undefined ? null : path,
    })
    return reply.type(HTML).send(body)
  })

  app.get('/formats', page, async (_request, reply) => reply.type(HTML).send(formatsPage(site)))

  app.get('/compatibility', page, async (_request, reply) => reply.type(HTML).send(compatibilityPage(site)))

  app.get(SAMPLES_PATH, page, async (_request, reply) => reply.type(HTML).send(samplesPage(site, describedOperations(app as unknown as App), TAGS)))

  app.get('/changelog', page, async (_request, reply) => reply.type(HTML).send(changelogPage(site)))

  app.get('/about', page, async (_request, reply) => reply.type(HTML).send(aboutPage(site, deps.config.HOME_FIELD)))

  app.get('/errors', page, async (_request, reply) => reply.type(HTML).send(errorIndexPage(site)))

  app.get('/errors/:code', { ...page, schema: { params: Type.Object({ code: Type.String({ maxLength: 60 }) }) } }, async (request, reply) => {
    const { code } = request.params
    if (!Object.hasOwn(ERRORS, code)) throw new AppError('not_found', 'There is no such problem.')
    return reply.type(HTML).send(errorCodePage(site, code as ErrorCode))
  })
}
