import { setMemoryScene } from './memory/scene.js'
import { MUTANTS, type Mutant } from './mutants.js'
import { type Played, type PlayOptions, play } from './play.js'
import { drawScenario, type Scenario } from './scenario.js'

/** A share of the work, small enough to be handed to a thread and to show how far things are. */
export type Task =
  | { kind: 'seeds'; from: number; count: number; mutant?: string | undefined }
  /** The seed once to count its steps, then once for each step with a crash there. */
  | { kind: 'crashes'; seed: number; mutant?: string | undefined }
  /** The mutant on one seed after the other until something is noticed that the unharmed engine does not do. */
  | { kind: 'hunt'; mutant: string; from: number; count: number }

export interface Violation {
  seed: number
  crashAt?: number | null
  texts: string[]
}

export interface Done {
  seeds: number
  runs: number
  crashes: number
  faults: Record<string, number>
  violations: Violation[]
}

export const mutantNamed = (name: string | undefined): Mutant | undefined => {
  const mutant = MUTANTS.find((one) => one.name === name)
  if (name !== undefined && !mutant) throw new RangeError(`no mutant ${name}; there are ${MUTANTS.map((one) => one.name).join(', ')}`)
  return mutant
}

/** One run in memory. An error that no engine may throw is a violation as well. */
export async function playInMemory(scenario: Scenario, mutant: Mutant | undefined, options: PlayOptions = {}): Promise<Played> {
  try {
    return await play(setMemoryScene(scenario, mutant), options)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)
    return { seed: scenario.seed, faults: {}, crashes: 0, steps: 0, violations: [`threw ${text}`], where: '' }
  }
}

export async function perform(task: Task): Promise<Done> {
  const done: Done = { seeds: 0, runs: 0, crashes: 0, faults: {}, violations: [] }
  const mutant = mutantNamed(task.mutant)
  const run = async (seed: number, options: PlayOptions = {}): Promise<Played> => {
    const played = await playInMemory(drawScenario(seed), mutant, options)
    done.runs++
    done.crashes += played.crashes
    for (const [name, times] of Object.entries(played.faults)) done.faults[name] = (done.faults[name] ?? 0) + times
    if (played.violations.length > 0)
      done.violations.push({ seed, texts: played.violations, ...(options.crashAt === undefined ? {} : { crashAt: options.crashAt }) })
    return played
  }
  if (task.kind === 'crashes') {
    const { steps } = await run(task.seed, { crashAt: null })
    for (let crashAt = 1; crashAt <= steps; crashAt++) await run(task.seed, { crashAt })
    done.seeds = 1
    return done
  }
  for (let seed = task.from; seed < task.from + task.count; seed++) {
    const { violations } = await run(seed)
    done.seeds++
    if (task.kind !== 'hunt' || violations.length === 0) continue
    const own = (await playInMemory(drawScenario(seed), undefined)).violations
    done.violations = done.violations.map((one) => ({ ...one, texts: one.texts.filter((text) => !own.includes(text)) })).filter((one) => one.texts.length > 0)
    if (done.violations.length > 0) return done
  }
  return done
}
