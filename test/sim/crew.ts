import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Done, Task } from './tasks.js'

/** A thread does not take the compiler over from its process. */
const BOOT = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)}) })`

/** Hands the tasks to one thread a core, and tells of each that is done. @param onDone may say that no more is wanted */
export async function shareOut(tasks: readonly Task[], onDone: (task: Task, done: Done) => 'stop' | undefined): Promise<void> {
  const waiting = [...tasks]
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work))

  async function work(): Promise<void> {
    const thread = new Worker(BOOT, { eval: true })
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
