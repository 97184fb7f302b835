import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { MUTANTS } from './mutants.js'

export const USAGE = `npm run sim -- [OPTIONS]

Seeded faults against the real engine of list sync. One seed is one small world with a few days in it: what people decide, what hands do on X,
how X and the database lie and fail, when processes die.

  --seeds N            how many seeds (100,000; with --crash-every-step 500; with --mutants at most 20,000 for each; with --wire 300)
  --from S             the first (1)
  --threads N          how many threads share the work (one for each core)
  --show N             how many violations are told with their seeds; the rest is counted (12)
  --crash-every-step   each seed once to count its steps, then once for each step with a crash there
  --mutants            each known mutant against the seeds until one catches it
  --mutant NAME        that mutant only, on all seeds
  --replay SEED        that seed as small as it can be made and still be violated, and all that happened in it
  --crash-at K         with --replay: one crash, at step K, instead of those the seed draws; 0 is none
  --whole              with --replay: not made smaller
  --wire               the same worlds over the genuine client, X's simulator on HTTP, and the product's own database in this process
  --postgres           with --wire: on a real Postgres, with workers that are processes of their own, are killed with -9 and work on one list at once
  --help               this text

Exit code: 0 if nothing was violated and no mutant survived, 1 otherwise, 2 for options that cannot be understood.
The last line is one JSON object: {seeds, faults, crashes, violations}, with --mutants {mutants, killed}.
`

/** What a person typed that cannot be understood. The message is one line for that person. */
export class WrongOption extends Error {}

export interface Options {
  job: 'help' | 'seeds' | 'crashes' | 'mutants' | 'replay' | 'wire'
  /** Seed to replay, or the first of many. */
  from: number
  seeds: number
  threads: number
  show: number
  mutant: string | undefined
  /** Null is none; undefined leaves the crashes that the seed draws. */
  crashAt: number | null | undefined
  whole: boolean
  postgres: boolean
}

const SEEDS: Record<Options['job'], number> = { help: 0, seeds: 100_000, crashes: 500, mutants: 20_000, replay: 1, wire: 300 }
/** Modes of which one is chosen at most. */
const JOBS = { help: 'help', replay: 'replay', mutants: 'mutants', 'crash-every-step': 'crashes', wire: 'wire' } as const

/** @throws WrongOption */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args)
  const chosen = (Object.keys(JOBS) as (keyof typeof JOBS)[]).filter((name) => values[name] !== undefined)
  if (chosen.includes('help')) chosen.length = 1
  if (chosen.length > 1) throw new WrongOption(`${chosen.map((name) => `--${name}`).join(' and ')} do not go together`)
  const job = chosen[0] === undefined ? 'seeds' : JOBS[chosen[0]]
  for (const name of ['crash-at', 'whole'] as const)
    if (values[name] !== undefined && job !== 'replay') throw new WrongOption(`--${name} goes with --replay only`)
  if (values.postgres && job !== 'wire') throw new WrongOption('--postgres goes with --wire only')
  if (values.mutant !== undefined && !MUTANTS.some((one) => one.name === values.mutant))
    throw new WrongOption(`there is no mutant ${values.mutant}; there are ${MUTANTS.map((one) => one.name).join(', ')}`)
  if (values.mutant !== undefined && (job === 'wire' || job === 'mutants')) throw new WrongOption(`--mutant does not go with --${job}`)
  const crashAt = number(values['crash-at'], 'crash-at', 0)
  return {
    job,
    from: number(job === 'replay' ? values.replay : values.from, job === 'replay' ? 'replay' : 'from', 0) ?? 1,
    seeds: number(values.seeds, 'seeds', 1) ?? SEEDS[job],
    threads: number(values.threads, 'threads', 1) ?? availableParallelism(),
    show: number(values.show, 'show', 0) ?? 12,
    mutant: values.mutant,
    crashAt: crashAt === 0 ? null : crashAt,
    whole: values.whole === true,
    postgres: values.postgres === true,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seeds: { type: 'string' },
        from: { type: 'string' },
        threads: { type: 'string' },
        show: { type: 'string' },
        'crash-every-step': { type: 'boolean' },
        'crash-at': { type: 'string' },
        mutants: { type: 'boolean' },
        mutant: { type: 'string' },
        replay: { type: 'string' },
        whole: { type: 'boolean' },
        wire: { type: 'boolean' },
        postgres: { type: 'boolean' },
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
