import { Command } from 'commander'
import type { Test } from 'tap'
import type { Using } from '../../src/cli/run.js'
import type { TestDeps } from './engines.js'

export interface Printed {
  out: string
  /** The last line, with --json. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at by match
  json: any
  /** What the process would end with. */
  code: typeof process.exitCode
}

/** Commands on the database of the test, as a person types them. */
export function typed(t: Test, deps: TestDeps, ...add: ((program: Command, using: Using) => void)[]): (...words: string[]) => Promise<Printed> {
  return async (...words) => {
    const program = new Command('allies').exitOverride()
    for (const one of add) one(program, (use) => use(deps))
    for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride().configureOutput({ writeErr: () => undefined })
    const lines: string[] = []
    const caught = t.capture(process.stdout, 'write', (line: string) => lines.push(line) > 0)
    const before = process.exitCode
    try {
      await program.parseAsync(['node', 'allies', ...words])
      const out = lines.join('')
      return { out, json: words.includes('--json') ? JSON.parse(out.trimEnd().split('\n').at(-1) ?? 'null') : null, code: process.exitCode }
    } finally {
      caught.restore()
      process.exitCode = before
    }
  }
}
