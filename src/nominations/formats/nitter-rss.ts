// ◆ pure
/** RSS as Nitter writes it (zedeus/nitter, src/views/rss.nimf). No document type, hence no entities but the five of XML. */
import { SaxesParser } from 'saxes'
import { AppError } from '../../kernel/errors.js'
import { addPost, finish, gather } from './gather.js'
import { unescapeHtml } from './lines.js'
import type { BadLine, ParsedArchive } from './types.js'

const MAX_DEPTH = 32
const WANTED = new Set(['title', 'dc:creator', 'description', 'pubDate', 'guid', 'link'])

class XmlError extends Error {}

export const isXml = (head: string): boolean => /^(?:<\?xml|<rss\b|<!doctype rss)/i.test(head)

/** @throws AppError bad_input_file if it is another kind of XML, or declares a document type. */
export function readNitterRss(text: string, bad: readonly BadLine[]): ParsedArchive {
  const gathered = gather()
  const path: string[] = []
  let item: Map<string, string> | null = null
  let began = 0
  let host = ''
  let items = 0
  const parser = new SaxesParser({ position: true })
  parser.on('error', ({ message }) => {
    throw new XmlError(message)
  })
  parser.on('doctype', () => {
    throw new AppError('bad_input_file', 'it declares a document type, which may define entities: a feed needs none')
  })
  parser.on('opentag', ({ name }) => {
    path.push(name)
    if (path[0] !== 'rss') throw new AppError('bad_input_file', 'it is XML, but no RSS feed')
    if (path.length > MAX_DEPTH) throw new AppError('bad_input_file', `it is nested deeper than ${MAX_DEPTH} levels`)
    if (name === 'item' && path.length === 3) {
      item = new Map()
      began = parser.line
      items++
    }
  })
  const take = (words: string) => {
    const name = path.at(-1) ?? ''
    if (item && path.length === 4 && WANTED.has(name)) item.set(name, (item.get(name) ?? '') + words)
    else if (!item && path.length === 3 && name === 'link') host += words
  }
  parser.on('text', take)
  parser.on('cdata', take)
  parser.on('closetag', () => {
    if (path.pop() === 'item' && path.length === 2 && item) {
      addItem(item, began)
      item = null
    }
  })
  const addItem = (fields: ReadonlyMap<string, string>, line: number) => {
    const field = (name: string) => fields.get(name)?.trim() ?? ''
    const title = field('title')
    const address = [field('link'), field('guid')].find((one) => /\/status(?:es)?\/\d/.test(one))
    if (address === undefined && !/^\d{5,19}$/.test(field('guid'))) {
      gathered.bad.push({ line, reason: 'is an item without the address of a post' })
      return
    }
    const replyTo = /^(?:Pinned: )?R to @(\w{1,50}): /.exec(title)?.[1]
    addPost(gathered, {
      line,
      id: address === undefined ? field('guid') : '',
      url: address,
      at: field('pubDate'),
      author: field('dc:creator'),
      text: field('description') === '' ? title : htmlToText(field('description'), hostOf(host)),
      plain: field('description') !== '',
      // `RT by @who` names who passed on, and dc:creator whose words they are: not a nomination by the one or the other here.
      retweet: /^(?:Pinned: )?RT(?: by @\w{1,50})?: /.test(title),
      reply: replyTo === undefined ? null : { to: replyTo },
    })
  }
  try {
    parser.write(text).close()
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    gathered.bad.push({ line: parser.line, reason: 'is not well-formed XML; what follows was not read' })
  }
  if (items === 0 && gathered.bad.length > 0) throw new AppError('bad_input_file', `it is XML, but damaged: line ${gathered.bad[0]?.line}`)
  if (gathered.posts.length === 0 && items > 0) throw new AppError('bad_input_file', 'it is an RSS feed, but its items are no posts (a feed of Nitter is read)')
  return finish('nitter-rss', gathered, bad)
}

const hostOf = (link: string): string => /^\s*https?:\/\/([^/\s]{1,253})/.exec(link)?.[1]?.toLowerCase() ?? ''

/** The words of a description: breaks kept, links by their address (their text is cut), quoted posts and pictures left out. */
export function htmlToText(html: string, host: string): string {
  const quote = html.search(/<(?:blockquote|hr)\b/i)
  const body = quote === -1 ? html : html.slice(0, quote)
  const out: string[] = []
  let link: { href: string; from: number } | null = null
  for (let at = 0; at < body.length; ) {
    const open = body.indexOf('<', at)
    out.push(body.slice(at, open === -1 ? body.length : open).replaceAll(/\r?\n/g, ''))
    const close = open === -1 ? -1 : body.indexOf('>', open)
    if (close === -1) break
    const tag = body.slice(open + 1, close)
    at = close + 1
    if (/^br\b/i.test(tag)) out.push('\n')
    else if (/^\/p\b/i.test(tag)) out.push('\n')
    else if (/^a\s/i.test(tag)) link = { href: /\shref="([^"]{1,2000})"/i.exec(tag)?.[1] ?? '', from: out.length }
    else if (/^\/a\b/i.test(tag) && link) {
      const words = out.splice(link.from).join('')
      out.push(/^[@＠#＃$]/.test(words) || !/^https?:/i.test(link.href) ? words : ownLink(link.href, host))
      link = null
    }
  }
  return unescapeHtml(out.join('')).trim()
}

/** Nitter puts itself in the place of X in the links of a post. */
const ownLink = (href: string, host: string): string => {
  const path = host !== '' && href.toLowerCase().startsWith(`https://${host}/`) ? href.slice(`https://${host}`.length) : null
  return path === null ? href : `https://x.com${path}`
}
