import { readFileSync } from 'node:fs'
import swagger from '@fastify/swagger'
import fp from 'fastify-plugin'
import type { App } from './app-types.js'
import { docs } from './docs.js'
import { type Sample, samplesInWords, withSamples } from './samples.js'
import { sayWhatText } from './say-what-text.js'
import { shareRepeated } from './share-repeated.js'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string; license: string }

export const TAGS = [
  { name: 'directory', description: 'Allies and categories: the approved organisations and hashtags.' },
  { name: 'exports', description: 'The whole of it in other forms: tables, linked data, feeds.' },
  { name: 'snapshots', description: 'Frozen copies of the directory, to be cited in studies and wrap-ups.' },
  { name: 'nominations', description: 'Propose an organisation or a hashtag, and see what became of it.' },
  { name: 'imports', description: 'Archives of chats: given as files, looked at, stored, and undone.' },
  { name: 'review', description: "The organiser's side of the directory." },
  { name: 'matches', description: 'Entries that may be one body or belong together: what speaks for it, what was decided, and how it is taken back.' },
  { name: 'lists', description: 'Curated lists and how they are kept in step with X.' },
  { name: 'plans', description: 'What would change on X, shown before it is done, and what became of it.' },
  { name: 'reach', description: 'How many people the allies can reach together, as an estimate with its range.' },
  { name: 'audiences', description: 'What reach is estimated from: follower lists as sketches, reported overlaps, follower counts. For organisers.' },
  { name: 'privacy', description: 'The right to be left out, and where an account stands.' },
  { name: 'webhooks', description: 'Addresses that are told of changes, signed as Standard Webhooks has it. For administrators.' },
  { name: 'organisers', description: 'Who may sign in to the desk with X. For administrators.' },
  { name: 'keys', description: 'Keys for this API and for the desk: made, looked at, ended. For administrators.' },
  { name: 'audit', description: 'Who did what and why, and the proof that the record of it is whole. For administrators.' },
  { name: 'chats', description: 'Series and chats: where nominations are made.' },
]

const DESCRIPTION = `The directory of a community's allies: organisations and hashtags nominated in its live chats on X, approved by an organiser.

Reading is open to everybody, without a key and from any site. Writing needs a key in \`Authorization: Bearer KEY\`, but for nominating and for asking to be left out.
Every failure is an RFC 9457 problem with a stable \`code\`. Every read has an \`ETag\`; edits name the version they were made for in \`If-Match\`.
Every answer tells in \`RateLimit\` how many requests are left; over the limit it is 429, to be repeated after \`Retry-After\`. Answers 304 are free.
A POST can be repeated without harm when it carries an \`Idempotency-Key\`: the same one with the same content has one effect and one answer.
Within v1 changes only add: new members, new optional parameters, new values of enumerations. Be ready for values you do not know.
In the samples ALLIES is the address of the deployment, such as https://allies.example, and ALLIES_KEY a key.
What you may rely on stands at [/compatibility](/compatibility), what changed at [/changelog](/changelog).`

/** The document, and a page made from it without outside hosts. Registered before the routes, which it watches being added. */
export const openapi = fp(
  async (app) => {
    await app.register(swagger, {
      convertConstToEnum: false,
      refResolver: { buildLocalReference: (json, _base, _fragment, i) => (typeof json.$id === 'string' ? json.$id : `schema-${i}`) },
      openapi: {
        openapi: '3.1.1',
        info: {
          title: 'Community Allies',
          version: manifest.version,
          description: DESCRIPTION,
          license: { name: manifest.license, identifier: manifest.license },
          contact: { name: 'Whoever runs this deployment' },
        },
        // A reference, not an address: the document is the same on every deployment.
        servers: [{ url: '/api/v1', description: 'This deployment, in production.', 'x-internal': false } as { url: string }],
        tags: TAGS,
        components: {
          securitySchemes: {
            apiKey: { type: 'http', scheme: 'bearer', description: 'A key made by an organiser: `allies key create`. It begins with `alk_live_`.' },
          },
        },
      },
      transform: ({ schema, url, route }) => {
        const { scope } = route.config ?? {}
        const described = (schema ?? {}) as { description?: string; hide?: boolean }
        const hide = described.hide ?? !url.startsWith('/api/v1/')
        const needs = scope ? `Needs a key with the scope \`${scope}\`.` : ''
        return {
          url,
          schema: {
            ...described,
            hide,
            description: [described.description, needs].filter(Boolean).join('\n\n'),
            // A key is never needed to read, and raises the limit of requests where it is sent.
            security: scope ? [{ apiKey: [] }] : [{}, { apiKey: [] }],
            ...(scope ? { 'x-required-scope': scope } : {}),
          } as never,
        }
      },
    })
    await app.register(docs, { specification: (document) => samplesInWords(finished(document)) })
    app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.type('application/json').send(documentOf(app as unknown as App)))
  },
  { name: 'openapi', fastify: '5.x' },
)

const finished = <D extends object>(document: D): D => withSamples(shareRepeated(sayWhatText(document)))

const documents = new WeakMap<object, string>()

function documentOf(app: App): string {
  let text = documents.get(app)
  if (text === undefined) {
    text = `${JSON.stringify(finished(app.swagger()), null, 2)}\n`
    documents.set(app, text)
  }
  return text
}

/** What a page shows of the operations: in the order of the document, after the server is ready. */
export function describedOperations(app: App): { tag: string; method: string; path: string; summary: string; description: string; samples: Sample[] }[] {
  const { paths } = JSON.parse(documentOf(app)) as {
    paths: Record<string, Record<string, { tags: string[]; summary: string; description: string; 'x-codeSamples'?: Sample[] }>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { tags, summary, description, 'x-codeSamples': samples = [] }]) => ({
      tag: tags[0] ?? '',
      method: method.toUpperCase(),
      path: `/api/v1${path}`,
      summary,
      description,
      samples,
    })),
  )
}

/** The document as it is committed under openapi/ and served at /openapi.json, byte for byte. */
export async function buildOpenApi(app: App): Promise<string> {
  await app.ready()
  return documentOf(app)
}
