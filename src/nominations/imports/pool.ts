/** Threads that read. Each does one thing at a time; what is asked beyond that waits. */
import { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode } from '../../kernel/errors.js'
import type { Head, PortionReading, Task, WholeReading } from './types.js'

type Answer<T extends Task> = T extends { ask: 'head' } ? Head : T extends { ask: 'portion' } ? PortionReading : WholeReading
type Message = { result: unknown } | { refusal: { code?: ErrorCode; detail: string; members?: Record<string, unknown> } }

export interface Pool {
  /** The bytes are handed over: the caller has them no more. @throws AppError what the reading threw, or payload_too_large if memory ran out */
  ask<T extends Task>(task: T): Promise<Answer<T>>
  close(): Promise<void>
}

interface Waiting {
  task: Task
  resolve: (result: never) => void
  reject: (error: Error) => void
}

/** Run from its source, as in tests, each thread holds the compiler too. */
const COMPILER_MB = import.meta.url.endsWith('.ts') ? 512 : 0
/** A portion takes some megabytes as objects. Threads that may take more do, since collecting garbage can always wait. */
export const FOR_PORTIONS_MB = 40 + COMPILER_MB
/** A whole file of 64 MB may take several times as much as objects. */
export const FOR_FILES_MB = 768 + COMPILER_MB
/** Short-lived garbage is nearly all that reading makes: a small nursery keeps the process small. */
const NURSERY_MB = 6

/** @param memoryMb what each thread may take for what lives longer than a moment */
export function openPool(size: number, memoryMb: number): Pool {
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const waiting: Waiting[] = []
  const working = new Map<Worker, Waiting>()

  const start = (): Worker => {
    const worker = new Worker(new URL('./reader-worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: NURSERY_MB },
    })
    all.add(worker)
    worker.on('message', (message: Message) => {
      const job = working.get(worker)
      working.delete(worker)
      idle.push(worker)
      next()
      if (!job) return
      if ('result' in message) job.resolve(message.result as never)
      else job.reject(errorOf(message.refusal))
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      all.delete(worker)
      const job = working.get(worker)
      working.delete(worker)
      job?.reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new AppError('payload_too_large', 'the file needs more memory than reading may take: split it, or give it with one post a line')
          : error,
      )
      next()
    })
    return worker
  }

  const next = () => {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (all.size < size ? start() : undefined)
      if (!worker) return
      const job = waiting.shift()
      if (!job) return
      working.set(worker, job)
      worker.postMessage(job.task, buffersOf(job.task))
    }
  }

  return {
    ask: (task) =>
      new Promise((resolve, reject) => {
        waiting.push({ task, resolve, reject })
        next()
      }),
    close: async () => {
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

const errorOf = ({ code, detail, members }: { code?: ErrorCode; detail: string; members?: Record<string, unknown> }): Error =>
  code === undefined ? new Error(`reading failed: ${detail}`) : new AppError(code, detail, { members: members ?? {} })

/** A portion and a buffer that is its bytes and nothing else are moved; a view of a larger one is copied. */
function buffersOf(task: Task): ArrayBuffer[] {
  if (task.ask === 'portion') return [task.bytes.buffer]
  const views = task.ask === 'whole' ? task.parts.map(({ bytes }) => bytes) : [task.bytes]
  return views.flatMap(({ buffer, byteLength }) => (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []))
}
