/** Between a signal to end and the end: whoever is connected is told to connect elsewhere, with an answer and not by a line that breaks. */
import fp from 'fastify-plugin'

/** Registered before all that answers. A connection that is closed while it is idle may take with it a request that is on its way; one that was told to close takes none. */
export const draining = fp(
  async (app) => {
    app.addHook('onRequest', (_request, { raw }, done) => {
      if (app.lifecycle.stopping) raw.shouldKeepAlive = false
      done()
    })
  },
  { name: 'draining', fastify: '5.x' },
)
