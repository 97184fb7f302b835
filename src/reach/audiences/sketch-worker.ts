/** The thread in which a long list is read, so that it does not keep the server from answering. */
import { parentPort, workerData } from 'node:worker_threads'
import { isAppError } from '../../kernel/errors.js'
import { createSketcher, type SketchTask } from './sketching.js'

const sketcher = createSketcher(workerData as SketchTask)

parentPort?.on('message', (bytes: Uint8Array | null) => {
  try {
    if (bytes === null) {
      const result = sketcher.end()
      parentPort?.postMessage({ result }, result.sketch ? [result.sketch.buffer] : [])
      return
    }
    sketcher.push(bytes)
    parentPort?.postMessage({ read: bytes.length })
  } catch (error) {
    // Classes do not survive the way between threads; their members do.
    const refusal = isAppError(error) ? { code: error.code, detail: error.message, members: error.members } : { detail: String(error) }
    parentPort?.postMessage({ refusal })
  }
})
