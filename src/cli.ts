#!/usr/bin/env node
import './cli/small-heap.js'

// Only now: what is imported above is loaded before any of it runs, and with a thousand modules the nursery has grown to its full size by then.
const [{ CommanderError }, { EXIT, explain }, { createProgram }] = await Promise.all([
  import('commander'),
  import('./cli/output.js'),
  import('./cli/program.js'),
])

// A reader such as head may leave early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await createProgram().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage
  else process.exitCode = explain(error)
}
