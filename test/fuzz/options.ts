import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

export const USAGE = `npm run fuzz -- [OPTIONS]

Requests drawn from the OpenAPI document, sent to the real server in this process, every answer held against the document and against what API.md
promises. A seed is one world: an empty database, the keys of all kinds, and some thousand requests that build on what the ones before made.

  --requests N   how many requests in all (50,000)
  --seed S       the seed of the first world (1); the worlds after it have the seeds after it. Even seeds have a simulated X, odd ones have none
  --each N       how many requests in one world (2,500)
  --threads N    how many threads share the worlds (one for each core)
  --postgres     on a real Postgres instead of the embedded database
  --bugs         plants one bug after the other into the running server, and tells which were found
  --bug NAME     that bug only
  --show N       how many findings are told with their requests (20)
  --answers      which operation answered what how often
  --help         this text

Exit code: 0 if nothing was found and every planted bug was, 1 otherwise, 2 for options that cannot be understood.
The last line is one JSON object: {requests, checks, shut_out, operations, succeeded, findings}, with --bugs {bugs, found}.
`

/** What a person typed that cannot be understood. The message is one line for that person. */
export class WrongOption extends Error {}

export interface Options {
  job: 'help' | 'fuzz' | 'bugs'
  requests: number
  seed: number
  each: number
  threads: number
  postgres: boolean
  bug: string | undefined
  show: number
  answers: boolean
}

/** @throws WrongOption */
export function readOptions(args: readonly string[], bugs: readonly string[]): Options {
  const values = parse(args)
  if (values.bug !== undefined && !bugs.includes(values.bug)) throw new WrongOption(`there is no bug ${values.bug}; there are ${bugs.join(', ')}`)
  return {
    job: values.help ? 'help' : values.bugs || values.bug !== undefined ? 'bugs' : 'fuzz',
    requests: number(values.requests, 'requests', 1) ?? 50_000,
    seed: number(values.seed, 'seed', 0) ?? 1,
    each: number(values.each, 'each', 1) ?? 2_500,
    threads: number(values.threads, 'threads', 1) ?? availableParallelism(),
    postgres: values.postgres === true,
    bug: values.bug,
    show: number(values.show, 'show', 0) ?? 20,
    answers: values.answers === true,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        requests: { type: 'string' },
        seed: { type: 'string' },
        each: { type: 'string' },
        threads: { type: 'string' },
        postgres: { type: 'boolean' },
        bugs: { type: 'boolean' },
        bug: { type: 'string' },
        show: { type: 'string' },
        answers: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // Node says more than one sentence; the first names the option.
    throw new WrongOption(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error))
  }
}

/** Seeds are 32-bit words, and nobody needs more of anything else. */
function number(text: string | undefined, name: string, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= 0xffffffff)) throw new WrongOption(`--${name} takes a number from ${least} to ${0xffffffff}, not "${text}"`)
  return value
}
