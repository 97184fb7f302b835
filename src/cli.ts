#!/usr/bin/env node
import './cli/small-heap.js'
import { CommanderError } from 'commander'
import { EXIT, explain } from './cli/output.js'
import { createProgram } from './cli/program.js'

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
