/** What a Prometheus asks for: on a port of its own, since numbers of traffic are nobody else's business. */
import { createServer, type Server } from 'node:http'
import type { FastifyPluginAsync } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countWaiting } from '../db/outbox.js'
import { directoryVersionNow } from '../db/visible.js'
import type { Deps } from '../deps.js'

/** Seconds; from a page that is kept ready to a handler that is given up. */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]
const PATH = '/metrics'

/** A number that is read when somebody asks. */
export interface Reading {
  name: string
  help: string
  read(): Promise<number>
}

export interface Metrics {
  /** To be registered before all routes (AppOptions.before). */
  watch: FastifyPluginAsync
  /** Serves it at /metrics. @throws if the port is taken */
  listen(host: string, port: number): Promise<Server>
}

/**
 * Requests by route (never by address, which holds ids and handles), method and status; Node's own; the version of the directory, and events that nobody has passed on yet,
 * which grow where no worker runs.
 * @param more of what the caller knows
 */
export function createMetrics({ store }: Pick<Deps, 'store'>, more: readonly Reading[] = []): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status'] as const
  const requests = new Counter({ name: 'allies_http_requests_total', help: 'Requests that were answered.', labelNames, registers })
  const seconds = new Histogram({
    name: 'allies_http_request_seconds',
    help: 'From the head of a request to the end of its answer.',
    labelNames: ['method', 'route'] as const,
    buckets: BUCKETS,
    registers,
  })
  const readings: Reading[] = [
    { name: 'allies_directory_version', help: 'Raised by every change of what the public sees.', read: () => directoryVersionNow(store.db) },
    { name: 'allies_events_waiting', help: 'Events that no worker has passed on yet.', read: () => countWaiting(store.db) },
    ...more,
  ]
  for (const { name, help, read } of readings)
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })

  const watch: FastifyPluginAsync = async (app) => {
    app.addHook('onResponse', (request, reply, done) => {
      const { method } = request
      const route = request.routeOptions.url ?? 'unknown'
      requests.inc({ method, route, status: reply.raw.statusCode })
      seconds.observe({ method, route }, reply.elapsedTime / 1000)
      done()
    })
  }
  Object.assign(watch, { [Symbol.for('skip-override')]: true })

  const text = () => registry.metrics()
  return {
    watch,
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const server = createServer((request, response) => {
          if (request.method !== 'GET' || request.url !== PATH) {
            response.writeHead(404).end()
            return
          }
          text().then(
            (body) => response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(body),
            () => response.writeHead(503).end(),
          )
        })
        server.once('error', reject)
        server.listen(port, host, () => resolve(server))
      }),
  }
}
