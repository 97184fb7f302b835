import fp from 'fastify-plugin'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { SAMPLES_PATH } from './docs.js'

const CATALOG = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'

const DAY_MS = 86_400_000
/** RFC 9116 asks for less than a year. */
const VALID_DAYS = 180

/** How programs find the API of a site whose address is all they have: the API catalog (RFC 9727) and a page for language models (llmstxt.org), and where weaknesses are reported (RFC 9116). */
export const discovery = fp<{ deps: Pick<Deps, 'config' | 'clock'> }>(
  async (app, { deps }) => {
    const { PUBLIC_URL: url, COMMUNITY_NAME: name, DATA_LICENCE: licence } = deps.config
    const catalog = JSON.stringify({
      linkset: [
        {
          anchor: `${url}/api/v1`,
          'service-desc': [{ href: `${url}/openapi.json`, type: 'application/json' }],
          'service-doc': [{ href: `${url}/docs`, type: 'text/html' }],
          status: [{ href: `${url}/readyz`, type: 'application/json' }],
          license: [{ href: licence }],
        },
      ],
    })
    app.get('/.well-known/api-catalog', { schema: { hide: true } }, async (_request, reply) => reply.type(CATALOG).send(catalog))

    app.get('/.well-known/security.txt', { schema: { hide: true } }, async (_request, reply) => {
      const contact = deps.config.CONTACT
      if (contact === undefined) throw new AppError('not_found', 'Whoever runs this deployment has not said where reports go (CONTACT).')
      // By whole days, so that all of a day have the same bytes.
      const day = Math.floor(deps.clock.now().getTime() / DAY_MS) * DAY_MS
      const lines = [
        `Contact: ${contact}`,
        `Expires: ${new Date(day + VALID_DAYS * DAY_MS).toISOString()}`,
        'Preferred-Languages: en',
        `Canonical: ${url}/.well-known/security.txt`,
      ]
      return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`)
    })

    const text = [
      `# ${name}`,
      '',
      '> Organisations and hashtags that a community named as allies in its live chats on X, each approved by an organiser, with shared lists and an estimate of their combined reach. Open data, no key needed to read.',
      '',
      '## API',
      '',
      `- [All operations](${url}/openapi.json): OpenAPI 3.1`,
      `- [Reference](${url}/docs): the same for people`,
      `- [Samples](${url}${SAMPLES_PATH}): every operation in curl and fetch, as text`,
      `- [The directory](${url}/api/v1/allies): pages of JSON; \`q\`, \`category\`, \`kind\`, \`tag\``,
      `- [What changed](${url}/api/v1/changes): for copies that stay true, with the ids of those that are gone`,
      `- [Lists](${url}/api/v1/lists): curated lists and their members`,
      `- [Problems](${url}/errors): every code with its way out`,
      `- [What stays as it is](${url}/compatibility): how the API changes, and how it never does`,
      `- [Changelog](${url}/changelog): what changed`,
      '',
      '## For people',
      '',
      `- [About](${url}/about): how an entry comes here and how listed bodies are treated`,
      `- [Leave](${url}/leave): who is listed can leave in one step; drop from your copy whoever is gone`,
      `- [Licence](${licence}): of the data`,
      '',
    ].join('\n')
    app.get('/llms.txt', { schema: { hide: true } }, async (_request, reply) => reply.type('text/plain; charset=utf-8').send(text))
  },
  { name: 'discovery', fastify: '5.x' },
)
