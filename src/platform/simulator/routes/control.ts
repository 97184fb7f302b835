import type { FastifyInstance } from 'fastify'
import type { SimulatorControl } from '../control.js'

/**
 * `/_sim/*`: the ledger, the log and the state for people who try the product out. The simulator listens on loopback only; the Host header is
 * checked too, since a web page could otherwise have its own name resolve to 127.0.0.1 and read along.
 */
export function registerControlRoutes(app: FastifyInstance, controls: SimulatorControl): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      const name = (request.headers.host ?? '').replace(/:\d{1,5}$/, '')
      if (name !== '127.0.0.1' && name !== 'localhost' && name !== '[::1]')
        return reply.code(403).send({ title: 'Forbidden', detail: 'Loopback only', status: 403 })
    })
    scope.get('/_sim/state', async () => controls.exportState())
    scope.get('/_sim/log', async () => controls.log())
    scope.get('/_sim/ledger', async () => {
      const { charged: _charged, ...ledger } = controls.ledger()
      return { ...ledger, spent_usd: ledger.spent_milli_usd / 1000 }
    })
  })
}
