import fp from 'fastify-plugin'

/** Every answer carries our own id: never the caller's, which would let strangers write into our log. */
export const requestIds = fp(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id)
    })
  },
  { name: 'request-ids', fastify: '5.x' },
)
