/** A thread that plays one world after the other in a database of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Database } from '../../src/db/open.js'
import { BUGS } from './bugs.js'
import { hunt, line } from './hunt.js'
import { type Played, play } from './play.js'
import { closeTheWeb, openPglite, openPostgres } from './world.js'

export type Task = { seed: number; requests: number; bug?: string }
export type Told = { played: Played } | { line: string; found: boolean } | { failed: string }

/** @throws Error if the bug is unknown */
async function perform(database: Database, { seed, requests, bug: name }: Task): Promise<Told> {
  if (name === undefined) return { played: await play({ database, seed, requests }) }
  const bug = BUGS.find((one) => one.name === name)
  if (!bug) throw new Error(`there is no bug ${name}`)
  const hunted = await hunt(database, bug, seed, requests)
  return { line: line(hunted), found: hunted.finding !== undefined }
}

closeTheWeb()
const { url } = workerData as { url: string | null }
const opening = url === null ? openPglite() : openPostgres(url)
parentPort?.on('message', (task: Task) => {
  opening
    .then((database) => perform(database, task))
    .catch((error: unknown): Told => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
    .then((told) => parentPort?.postMessage(told))
})
