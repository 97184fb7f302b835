import PgBoss from 'pg-boss'
import type { Database } from '../db/open.js'

/**
 * pg-boss behind a port of our own: a job only wakes a resumable use-case, truth is in our tables. So a job that is lost costs
 * time and one that comes twice costs nothing. `expireInSeconds` is the recovery time after a crash.
 */
export const QUEUES = {
  'resolve-accounts': { expireInSeconds: 300 },
  'match-entries': { expireInSeconds: 900 },
  'learn-sections': { expireInSeconds: 300 },
  // One site a second.
  'check-sites': { expireInSeconds: 1800 },
  'apply-plan': { expireInSeconds: 900 },
  // A long list is fifty pages.
  'check-lists': { expireInSeconds: 900 },
  // It begins plans; carrying them out is another job.
  'take-leavers-off': { expireInSeconds: 300 },
  'expire-leaving': { expireInSeconds: 120 },
  'forget-texts': { expireInSeconds: 120 },
  'live-poll': { expireInSeconds: 300 },
  'forget-audiences': { expireInSeconds: 120 },
  'forget-keys': { expireInSeconds: 120 },
  'run-import': { expireInSeconds: 1800 },
  // Fifty that do not answer in three seconds.
  'send-webhooks': { expireInSeconds: 300 },
  'sweep-uploads': { expireInSeconds: 120 },
} as const satisfies Record<string, { expireInSeconds: number }>

export type JobName = keyof typeof QUEUES
export interface Job {
  name: JobName
  data: Record<string, unknown>
  /** Of jobs with the same key only one waits at a time. */
  key: string
}

export interface Queue {
  send(job: Job, afterSeconds?: number): Promise<void>
  work(name: JobName, handler: (data: Record<string, unknown>) => Promise<void>): Promise<void>
  /** Cron in UTC. */
  schedule(name: JobName, cron: string): Promise<void>
  /** Lets running jobs end, at most `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>
}

const bossOn = (database: Database, options: PgBoss.ConstructorOptions) =>
  new PgBoss({ schema: 'pgboss', db: { executeSql: async (text, values) => (await database.executeSql(text, values)) as { rows: unknown[] } }, ...options })

/** Creates the queue's schema and our queues; run with the migrations. */
export async function installQueue(database: Database): Promise<void> {
  const boss = bossOn(database, { supervise: false, schedule: false, migrate: true })
  await boss.start()
  for (const [name, options] of Object.entries(QUEUES)) {
    await boss.createQueue(name, { name, policy: 'short', retryLimit: 3, retryDelay: 5, retryBackoff: true, ...options })
  }
  await boss.stop({ graceful: false })
}

export async function openQueue(database: Database, onError: (error: Error) => void): Promise<Queue> {
  const boss = bossOn(database, { migrate: false, supervise: true, schedule: true, maintenanceIntervalSeconds: 30 })
  boss.on('error', onError)
  await boss.start()
  return {
    send: async ({ name, data, key }, afterSeconds = 0) => {
      await boss.send(name, data, { singletonKey: key, ...(afterSeconds > 0 ? { startAfter: afterSeconds } : {}) })
    },
    work: async (name, handler) => {
      await boss.work<Record<string, unknown>>(name, { pollingIntervalSeconds: 1, batchSize: 1 }, async ([job]) => {
        if (job) await handler(job.data)
      })
    },
    schedule: (name, cron) => boss.schedule(name, cron),
    stop: (timeoutMs = 5_000) => boss.stop({ graceful: true, wait: true, timeout: timeoutMs }),
  }
}
