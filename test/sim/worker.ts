import { parentPort } from 'node:worker_threads'
import { perform, type Task } from './tasks.js'

// Most errors here are X's answers and crashes, and nobody reads where they were made; `--replay` plays a seed in the process itself and shows it.
Error.stackTraceLimit = 0

parentPort?.on('message', (task: Task) => {
  void perform(task).then(
    (done) => parentPort?.postMessage({ done }),
    (error: unknown) => parentPort?.postMessage({ failed: error instanceof Error ? error.stack : String(error) }),
  )
})
