import { parentPort } from 'node:worker_threads'
import { perform, type Task } from './tasks.js'

parentPort?.on('message', (task: Task) => {
  void perform(task).then(
    (done) => parentPort?.postMessage({ done }),
    (error: unknown) => parentPort?.postMessage({ failed: error instanceof Error ? error.stack : String(error) }),
  )
})
