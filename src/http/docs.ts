import swaggerUi from '@fastify/swagger-ui'
import fp from 'fastify-plugin'

/** Where samples stand that need no script to be read (web/pages/samples.tsx). */
export const SAMPLES_PATH = '/docs/samples'

/** Of all pages. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="12" cy="13" r="8" fill="#0b6b60"/><circle cx="21" cy="19" r="8" fill="#e0a43a" fill-opacity=".85"/></svg>`

/** Ours, above and around what the library draws: it is made for desks, and on a phone tables, code and addresses ran out of the window. */
const CSS = `
body { margin: 0; background: #fff; color: #1c2430; }
.api-links, .api-noscript { max-width: 1460px; margin: 0 auto; padding: .75rem 20px; font: 1rem/1.5 system-ui, sans-serif; box-sizing: border-box; }
.api-links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.api-links a, .api-noscript a { color: #0b6b60; }
.api-links a { min-height: 2rem; display: inline-flex; align-items: center; }
.swagger-ui, .swagger-ui .wrapper, .swagger-ui .opblock, .swagger-ui .opblock-body, .swagger-ui .tab-content { min-width: 0; max-width: 100%; box-sizing: border-box; }
.swagger-ui .markdown pre, .swagger-ui .highlight-code, .swagger-ui pre.microlight, .swagger-ui .example { max-width: 100%; overflow-x: auto; box-sizing: border-box; }
.swagger-ui .opblock-summary-path { word-break: break-word; overflow-wrap: anywhere; }
@media (max-width: 740px) {
  .swagger-ui .wrapper, .api-links, .api-noscript { padding-left: 12px; padding-right: 12px; }
  .swagger-ui .info { margin: 20px 0; }
  .swagger-ui .info .title { font-size: 26px; }
  .swagger-ui .opblock .opblock-summary-control { min-width: 0; }
  .swagger-ui .opblock .opblock-summary-method { min-width: 4.5rem; padding: 6px 0; }
  .swagger-ui .opblock .opblock-summary-path-description-wrapper { flex-direction: column; align-items: flex-start; gap: 2px; padding: 0 8px; min-width: 0; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; padding: 0; }
  .swagger-ui .opblock .opblock-summary-description { padding: 0; text-align: left; }
  .swagger-ui .opblock-description-wrapper, .swagger-ui .opblock-external-docs-wrapper, .swagger-ui .opblock-title_normal { padding: 12px 10px; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag small { flex: 1 1 100%; padding: 4px 0; }
  .swagger-ui .table-container, .swagger-ui .responses-inner { padding: 10px; overflow-x: auto; }
  .swagger-ui .parameters-container table, .swagger-ui table.responses-table { display: block; }
  .swagger-ui .parameters-container thead, .swagger-ui table.responses-table > thead { display: none; }
  .swagger-ui .parameters-container tbody, .swagger-ui .parameters-container tr, .swagger-ui .parameters-container td,
  .swagger-ui table.responses-table > tbody, .swagger-ui tr.response, .swagger-ui tr.response > td { display: block; width: auto; max-width: 100%; padding: 4px 0; box-sizing: border-box; }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select, .swagger-ui .parameters-col_description textarea { max-width: 100%; width: 100%; box-sizing: border-box; }
  .swagger-ui .response-col_links { display: none; }
  .swagger-ui .model-box, .swagger-ui .models, .swagger-ui .model-container { max-width: 100%; overflow-x: auto; box-sizing: border-box; }
  .swagger-ui table.headers, .swagger-ui table.headers td { display: block; max-width: 100%; overflow-wrap: anywhere; }
  .swagger-ui .scheme-container .schemes, .swagger-ui .schemes-server-container { flex-wrap: wrap; max-width: 100%; min-width: 0; }
  .swagger-ui .servers, .swagger-ui .servers label, .swagger-ui .servers select, .swagger-ui .servers > * { display: block; width: 100%; min-width: 0; max-width: 100%; box-sizing: border-box; }
}
`

const LINKS = `<nav class="api-links" aria-label="About the API"><a href="/">To the site</a><a href="/openapi.json">openapi.json</a><a href="${SAMPLES_PATH}">Samples</a><a href="/errors">Errors</a><a href="/changelog">Changelog</a></nav>`
const NOSCRIPT = `<noscript><div class="api-noscript"><h1>Community Allies API</h1><p>This page draws the document of the API with a script, which does not run here. The same stands in <a href="/openapi.json">openapi.json</a>, and every operation with its description and its samples in curl and fetch on <a href="${SAMPLES_PATH}">a page without scripts</a>.</p></div></noscript>`

/**
 * The page of the document: @fastify/swagger-ui, which brings its files itself, so that nothing is loaded from outside. `specification` makes what it shows of the
 * document.
 */
export const docs = fp<{ specification: (document: Record<string, unknown>) => Record<string, unknown> }>(
  async (app, { specification }) => {
    // The library has no place for either.
    app.addHook('onSend', (request, reply, payload, done) => {
      const path = request.url.split('?')[0] ?? ''
      const html = /^\/docs\/?$|^\/docs\/static\/index\.html$/.test(path) && String(reply.getHeader('content-type')).startsWith('text/html')
      if (!html || typeof payload !== 'string') return done(null, payload)
      reply.removeHeader('content-length')
      done(
        null,
        payload
          .replace('<head>', '<head><meta name="viewport" content="width=device-width, initial-scale=1">')
          .replace('<body>', () => `<body>${LINKS}${NOSCRIPT}`),
      )
    })
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      transformStaticCSP: () =>
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      theme: {
        title: 'Community Allies API',
        css: [{ filename: 'own.css', content: CSS }],
        favicon: [{ filename: 'icon.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: ICON }],
      },
      // Without the bar that has a logo and a box for addresses of other documents.
      uiConfig: { layout: 'BaseLayout', docExpansion: 'list', deepLinking: true, tryItOutEnabled: false },
      logLevel: 'silent',
      transformSpecification: specification,
    })
  },
  { name: 'docs', fastify: '5.x' },
)
