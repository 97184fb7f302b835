import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { buildIfStale, compiledPath, compileTests } from '../helpers/compile.js'
import type { Task, Told } from './worker.js'

/** Hands the tasks to so many threads, in their order, and tells of each that is done. @param cluster address of a Postgres; null is the embedded database */
export async function shareOut(tasks: readonly Task[], threads: number, cluster: string | null, onDone: (task: Task, told: Told) => void): Promise<void> {
  // Compiled: the product starts threads of its own from its build.
  if (!buildIfStale()) throw new Error('the build failed')
  compileTests()
  const waiting = [...tasks]
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, (_, i) => work(i)))

  async function work(index: number): Promise<void> {
    const url = cluster === null ? null : await databaseOf(cluster, `fuzz_${index}`)
    const thread = new Worker(resolve(compiledPath('test/fuzz/worker.ts')), { workerData: { url } })
    try {
      for (let task = waiting.shift(); task; task = waiting.shift()) {
        const told = await ask(thread, task)
        if ('failed' in told) throw new Error(`seed ${task.seed}: ${told.failed}`)
        onDone(task, told)
      }
    } finally {
      await thread.terminate()
    }
  }
}

async function databaseOf(cluster: string, name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: cluster })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return url.href
}

function ask(thread: Worker, task: Task): Promise<Told> {
  return new Promise((resolve, reject) => {
    thread.removeAllListeners()
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`the thread of seed ${task.seed} ended with ${code}`)))
    thread.once('message', resolve)
    thread.postMessage(task)
  })
}
