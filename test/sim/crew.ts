import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { buildIfStale, compiledPath, compileTests } from '../helpers/compile.js'
import type { Done, Task } from './tasks.js'

/** Of room for what lives shortly: the default has every second seed stop for the garbage collector. */
const YOUNG_MB = 64

/** Hands the tasks to so many threads, and tells of each that is done. @param onDone may say that no more is wanted */
export async function shareOut(tasks: readonly Task[], threads: number, onDone: (task: Task, done: Done) => 'stop' | undefined): Promise<void> {
  // Compiled, since the loader that runs TypeScript as it is names each function anew whenever it is made, and that takes as long as the engine itself.
  if (!buildIfStale()) throw new Error('the build failed')
  compileTests()
  const waiting = [...tasks]
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work))

  async function work(): Promise<void> {
    const thread = new Worker(resolve(compiledPath('test/sim/worker.ts')), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    try {
      for (let task = waiting.shift(); task; task = waiting.shift()) if (onDone(task, await ask(thread, task)) === 'stop') waiting.length = 0
    } finally {
      await thread.terminate()
    }
  }
}

function ask(thread: Worker, task: Task): Promise<Done> {
  return new Promise((resolve, reject) => {
    thread.removeAllListeners()
    thread.once('error', reject)
    thread.once('message', (message: { done: Done } | { failed: string }) => ('done' in message ? resolve(message.done) : reject(new Error(message.failed))))
    thread.postMessage(task)
  })
}
