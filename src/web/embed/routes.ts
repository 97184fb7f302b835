import Type from 'typebox'
import type { Deps } from '../../deps.js'
import { countPublicAllies, listAllies } from '../../directory/service.js'
import { SECTIONS } from '../../directory/taxonomy/sections.js'
import type { AllyView } from '../../directory/views.js'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { IN_FRAMES } from '../../http/security-headers.js'
import { AppError } from '../../kernel/errors.js'
import { getList, listMembers } from '../../lists/service.js'
import { HTML, link, query, siteOf } from '../request.js'
import { type FramePage, framePage } from './frame.js'
import { oembed, type Shown, shownAt } from './oembed.js'
import { WIDGET_PATH, widgetScript } from './widget.js'

/** In a frame; the widget's reader asks for as many as it wants. */
const MOST = 200
/** Copies on other sites must be gone long before the day within which a withdrawal has to be (API.md §9). */
const FIVE_MINUTES = 'public, max-age=300'
/** Whoever leaves is gone from other people's sites with the next look; where nothing changed that costs a 304. */
const ASK_AGAIN = 'public, no-cache'

type Content = Omit<FramePage, 'site'>

async function contentOf(deps: Deps, shown: Shown): Promise<Content> {
  const site = siteOf(deps)
  if ('list' in shown) {
    const [list, members] = await Promise.all([getList(deps, shown.list), listMembers(deps, shown.list, { limit: MOST, cursor: undefined })])
    return { title: list.name, page: `${site.url}/lists/${list.id}`, total: list.members, items: inOrder(members.items.map(({ ally }) => ally)) }
  }
  const category = shown.category ?? undefined
  const [total, found] = await Promise.all([countPublicAllies(deps, { category }), listAllies(deps, { category }, 'name', { limit: MOST, cursor: undefined })])
  const title = SECTIONS.find(({ code }) => code === category)?.title ?? 'Our allies'
  return { title, page: `${site.url}${link('/', { category })}`, total, items: found.items }
}

/** Members come in the order of their entry, which says nothing to readers. */
const inOrder = (items: AllyView[]): AllyView[] => items.sort((a, b) => a.name.localeCompare(b.name))

/** A whole number of pixels, or as if nothing had been said: sites send all kinds of things along. */
const pixels = (text: string | undefined): number | undefined => (text !== undefined && /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : undefined)

/** What other sites show of ours: the widget's script, pages for frames, and oEmbed, which says where those are. */
export const embedPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)
  const script = widgetScript(site)

  app.get(WIDGET_PATH, { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', FIVE_MINUTES).header('access-control-allow-origin', '*').send(script),
  )

  const framed = { helmet: IN_FRAMES, schema: { hide: true } }

  app.get('/embed/lists/:id', { ...framed, schema: { ...framed.schema, params: Type.Object({ id: Id('lst') }) } }, async (request, reply) => {
    const { id } = request.params
    return reply
      .type(HTML)
      .header('cache-control', ASK_AGAIN)
      .send(framePage({ site, ...(await contentOf(deps, { list: id })) }))
  })

  app.get('/embed/allies', framed, async (request, reply) => {
    const category = SECTIONS.find(({ code }) => code === query(request, 'category'))?.code ?? null
    return reply
      .type(HTML)
      .header('cache-control', ASK_AGAIN)
      .send(framePage({ site, ...(await contentOf(deps, { category })) }))
  })

  /** https://oembed.com: 404 for addresses that are not ours, 501 for forms we do not give. */
  app.get('/oembed', { schema: { hide: true } }, async (request, reply) => {
    if ((query(request, 'format') ?? 'json') !== 'json') throw new AppError('not_implemented', 'Only format=json is given.')
    const shown = shownAt(query(request, 'url') ?? '', site)
    if (!shown) throw new AppError('not_found', `url must be the address of a list, or of the directory, on ${site.url}.`)
    const { title } = await contentOf(deps, shown)
    const room = { maxwidth: pixels(query(request, 'maxwidth')), maxheight: pixels(query(request, 'maxheight')) }
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', ASK_AGAIN)
      .header('access-control-allow-origin', '*')
      .send(oembed(shown, title, site, room))
  })
}
