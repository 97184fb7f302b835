/** The thread in which files are read, so that a large one does not keep the server from answering. */
import { parentPort } from 'node:worker_threads'
import { isAppError } from '../../kernel/errors.js'
import { readHead, readPortion, readWholeFile } from './reader.js'
import type { Task } from './types.js'

const answer = (task: Task) => (task.ask === 'head' ? readHead(task) : task.ask === 'portion' ? readPortion(task) : readWholeFile(task))

parentPort?.on('message', (task: Task) => {
  try {
    const result = answer(task)
    const moved = result && 'authors' in result ? [result.authors.buffer, result.post_ids.buffer, ...('spent' in result ? [result.spent] : [])] : []
    parentPort?.postMessage({ result }, moved as ArrayBuffer[])
  } catch (error) {
    // Classes do not survive the way between threads; their members do.
    const refusal = isAppError(error) ? { code: error.code, detail: error.message, members: error.members } : { detail: String(error) }
    parentPort?.postMessage({ refusal })
  }
})
