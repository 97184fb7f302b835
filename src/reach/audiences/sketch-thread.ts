import { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode } from '../../kernel/errors.js'
import { createSketcher, type SketchedFile, type SketchTask } from './sketching.js'

export interface SketchThread {
  /** Waits while the thread is behind. The bytes are copied. @throws AppError what the reading threw */
  push(bytes: Uint8Array): Promise<void>
  end(): Promise<SketchedFile>
  close(): Promise<void>
}

type Message = { read: number } | { result: SketchedFile } | { refusal: { code?: ErrorCode; detail: string; members?: Record<string, unknown> } }

/** Below this, starting a thread takes longer than reading. */
const SMALL_BYTES = 64 * 1024
/** Bytes that may wait in the thread: enough that it never waits for the network. */
const AHEAD_BYTES = 1024 * 1024
const COMPILER_MB = import.meta.url.endsWith('.ts') ? 512 : 0
const MEMORY_MB = 64 + COMPILER_MB

/** Reads a file as it comes: short ones here, long ones in a thread of their own. */
export function openSketching(task: SketchTask): SketchThread {
  const here = createSketcher(task)
  const pieces: Uint8Array[] = []
  let size = 0
  let thread: SketchThread | null = null
  return {
    push: async (bytes) => {
      if (thread) return thread.push(bytes)
      size += bytes.length
      pieces.push(Uint8Array.from(bytes))
      if (size <= SMALL_BYTES) return
      thread = startThread(task)
      for (const piece of pieces.splice(0)) await thread.push(piece)
    },
    end: async () => {
      if (thread) return thread.end()
      for (const piece of pieces) here.push(piece)
      return here.end()
    },
    close: async () => {
      await thread?.close()
    },
  }
}

function startThread(task: SketchTask): SketchThread {
  const worker = new Worker(new URL('./sketch-worker.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 6 },
  })
  let ahead = 0
  let failure: Error | null = null
  let result: SketchedFile | null = null
  let wake: () => void = () => undefined
  worker.on('message', (message: Message) => {
    if ('read' in message) ahead -= message.read
    else if ('result' in message) result = message.result
    else failure ??= errorOf(message.refusal)
    wake()
  })
  worker.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new AppError('payload_too_large', 'The file needs more memory than reading may take.') : error
    wake()
  })
  worker.on('exit', () => {
    failure ??= new Error('the thread that reads a follower list ended')
    wake()
  })
  const until = async (done: () => boolean) => {
    while (!failure && !done()) await new Promise<void>((resolve) => (wake = resolve))
    if (failure && !result) throw failure
  }
  return {
    push: async (bytes) => {
      ahead += bytes.length
      worker.postMessage(bytes)
      await until(() => ahead <= AHEAD_BYTES)
    },
    end: async () => {
      worker.postMessage(null)
      await until(() => result !== null)
      if (!result) throw new Error('the thread gave no result')
      return result
    },
    close: async () => {
      await worker.terminate()
    },
  }
}

const errorOf = ({ code, detail, members }: { code?: ErrorCode; detail: string; members?: Record<string, unknown> }): Error =>
  code === undefined ? new Error(`reading a follower list failed: ${detail}`) : new AppError(code, detail, { members: members ?? {} })
