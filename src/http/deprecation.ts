import fp from 'fastify-plugin'

/** What goes away: set as `config.deprecated` of a route. */
export interface Deprecated {
  /** Since when it should not be used any more. */
  since: Date
  /** From when on it may be gone: half a year later at the soonest, as openapi/compatibility.md promises. */
  sunset: Date
  /** Path of what to use instead, if there is something. */
  successor?: string
}

const HALF_A_YEAR_MS = 182 * 86_400_000

/**
 * Routes that will go say so on every answer: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and in `Link` where it is explained and what comes
 * instead. The document marks them, too. A notice that is too short is found at start.
 */
export const deprecation = fp<{ publicUrl: string }>(
  async (app, { publicUrl }) => {
    app.addHook('onRoute', (route) => {
      const { deprecated } = route.config ?? {}
      if (!deprecated) return
      const { since, sunset } = deprecated
      if (!(sunset.getTime() - since.getTime() >= HALF_A_YEAR_MS)) throw new Error(`${route.url}: there must be half a year between since and sunset`)
      route.schema = { ...route.schema, deprecated: true } as NonNullable<typeof route.schema>
    })

    // Failures too: who only ever gets 404 there must learn it as well. Before others look at Link, so that theirs is added to.
    app.addHook('onSend', (request, reply, payload, done) => {
      const { deprecated } = request.routeOptions.config
      if (!deprecated) return done(null, payload)
      const links = [`<${publicUrl}/compatibility>; rel="deprecation"; type="text/html"`]
      if (deprecated.successor !== undefined) links.push(`<${deprecated.successor}>; rel="successor-version"`)
      const before = reply.getHeader('link')
      reply.headers({
        deprecation: `@${Math.floor(deprecated.since.getTime() / 1_000)}`,
        sunset: deprecated.sunset.toUTCString(),
        link: [...(before === undefined ? [] : [String(before)]), ...links].join(', '),
      })
      done(null, payload)
    })
  },
  { name: 'deprecation', fastify: '5.x' },
)
