import { setImmediate } from 'node:timers/promises'
import { markDispatched, waitingEvents } from '../db/outbox.js'
import type { Deps } from '../deps.js'
import { noteForWebhooks } from '../webhooks/send.js'
import { dueNow, HANDLERS, jobsFor, leftOver } from './handlers.js'
import { type JobName, openQueue, QUEUES } from './queue.js'

/** How long an event waits at most before its jobs are queued. */
const DISPATCH_MS = 1_000
/** How often unfinished plans are looked for: with a dead writer's lease it bounds how long a killed apply rests. */
const LEFT_OVER_MS = 15_000
const BATCH = 500

export interface Worker {
  stop(): Promise<void>
}

/** Passes events on as jobs and works the jobs, until stopped. An error is logged and the next tick tries again. */
export async function startWorker(deps: Deps): Promise<Worker> {
  const report = (error: unknown) => deps.log.error({ err: error }, 'background work failed')
  const queue = await openQueue(deps.store.database, report)
  for (const name of Object.keys(QUEUES) as JobName[]) {
    await queue.work(name, async (data) => {
      try {
        await HANDLERS[name](deps, data)
      } catch (error) {
        // The queue tries again, and keeps the reason to itself.
        deps.log.error({ err: error, job: name, ...data }, 'a job failed')
        throw error
      }
    })
  }
  await queue.schedule('forget-texts', '17 3 * * *')
  await queue.schedule('expire-leaving', '27 3 * * *')
  await queue.schedule('take-leavers-off', '43 * * * *')
  await queue.schedule('forget-keys', '7 * * * *')
  await queue.schedule('forget-audiences', '57 3 * * *')
  await queue.schedule('sweep-uploads', '27 * * * *')
  await queue.schedule('resolve-accounts', '37 4 * * *')
  await queue.schedule('check-sites', '47 2 * * 0')
  // A part of the lists each hour, every list once a day.
  await queue.schedule('check-lists', '13 * * * *')

  /** @returns whether more may be waiting */
  const dispatch = async () => {
    const { db } = deps.store
    const events = await waitingEvents(db, BATCH)
    // An import drafts tens of thousands of entries, and all their events wake the same job: queued for each, they would keep the embedded database
    // busier than the import itself, and what comes after them (that the next import was started) would wait for minutes.
    const jobs = new Map(events.flatMap(jobsFor).map((job) => [`${job.name} ${job.key}`, job]))
    for (const job of jobs.values()) await queue.send(job)
    await noteForWebhooks(deps, events)
    // Marked only afterwards: passed on at least once, which the jobs' keys make harmless.
    await markDispatched(
      db,
      events.map((event) => event.seq),
      deps.clock.now(),
    )
    return events.length === BATCH
  }
  let nextLeftOver = 0
  let stopping = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const tick = async () => {
    try {
      while (!stopping && (await dispatch())) await setImmediate()
      for (const job of await dueNow(deps)) await queue.send(job)
      if (deps.clock.now().getTime() >= nextLeftOver) {
        nextLeftOver = deps.clock.now().getTime() + LEFT_OVER_MS
        for (const job of await leftOver(deps)) await queue.send(job)
      }
    } catch (error) {
      report(error)
    }
    if (!stopping) timer = setTimeout(() => (running = tick()), DISPATCH_MS)
  }
  running = tick()
  return {
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      await running
      await queue.stop()
    },
  }
}
