import type { Server } from 'node:http'
import { createServer } from 'node:net'
import closeWithGrace from 'close-with-grace'
import { createKey, hasKeys } from './access/service.js'
import { buildApp } from './app.js'
import { compose } from './compose.js'
import type { Config } from './config.js'
import type { Deps } from './deps.js'
import { createMetrics } from './http/metrics.js'
import { startWorker, type Worker } from './jobs/worker.js'
import { spendingThisMonth } from './lists/spending.js'
import { createLog } from './log.js'

/** Connections that wait to be taken while the server is busy: beyond Node's 511 Linux lets the caller try again after 1, 3 and 7 s, which looks like no answer. */
const BACKLOG = 4_096

export interface ServeOptions {
  /** Where the few lines for a person go. */
  print?: (line: string) => void
}

export interface Running {
  /** With the real port, also when PORT was 0. */
  url: string
  deps: Deps
  /** Stops as a signal would, without ending the process. */
  stop(): Promise<void>
}

/** config → deps → app → listen, and the whole way back on SIGINT, SIGTERM or a crash. */
export async function serve(given: Config, options: ServeOptions = {}): Promise<Running> {
  const { print = console.log } = options
  const config = await withPort(given)
  const log = createLog(config.LOG_LEVEL)
  const { deps, close } = await compose(config, log)
  const metrics =
    config.METRICS_PORT > 0
      ? createMetrics(deps, [{ name: 'allies_x_spent_usd', help: 'Spent on X this month.', read: async () => (await spendingThisMonth(deps)).spent_usd }])
      : null
  const app = await buildApp(deps, { logger: log, ...(metrics ? { before: [metrics.watch] } : {}) })
  let metricsServer: Server | undefined
  let worker: Worker | undefined
  let grace: { uninstall(): void } | undefined
  const stop = async (drainSeconds = 0) => {
    grace?.uninstall()
    app.lifecycle.stopping = true
    if (drainSeconds > 0) await deps.clock.sleep(drainSeconds * 1000)
    await app.close()
    metricsServer?.close().closeAllConnections()
    await worker?.stop()
    await close()
  }

  try {
    const url = await app.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG })
    deps.store.database.served?.(url)
    metricsServer = await metrics?.listen(config.HOST, config.METRICS_PORT)
    // Signals, and errors nobody caught: both end in an orderly stop. The embedded database must be closed to release its lock.
    grace = closeWithGrace(
      { delay: 15_000 + config.DRAIN_SECONDS * 1000, logger: { error: (...data: unknown[]) => log.error({ data }, 'stopping after an error') } },
      async ({ err, signal }) => {
        if (err) log.fatal({ err }, 'an error was not caught')
        // Whoever presses Ctrl-C waits for it.
        await stop(signal === 'SIGTERM' ? config.DRAIN_SECONDS : 0)
      },
    )
    if (config.WORKER) worker = await startWorker(deps)
    await announce(deps, url, print)
    return { url, deps, stop: () => stop() }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Links on pages and in problems name the port, so a free one is chosen before the app is built. */
async function withPort(config: Config): Promise<Config> {
  if (config.PORT !== 0) return config
  const PORT = await new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, config.HOST, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
  return { ...config, PORT, PUBLIC_URL: config.PUBLIC_URL === 'http://localhost:0' ? `http://localhost:${PORT}` : config.PUBLIC_URL }
}

/** The address, and on the very first start a key, which can be shown only now. */
async function announce(deps: Deps, url: string, print: (line: string) => void): Promise<void> {
  if (!(await hasKeys(deps))) {
    const { key } = await createKey(deps, { name: 'First organiser', scopes: ['admin'], actor: 'cli' })
    print(`Organiser key (shown only this once, keep it): ${key}`)
  }
  print(`${deps.config.COMMUNITY_NAME} is at ${url} (API ${url}/api/v1, documentation ${url}/docs, desk ${url}/desk)`)
}
