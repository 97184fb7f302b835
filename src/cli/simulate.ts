import { readFile, rename, writeFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { AppError } from '../kernel/errors.js'
import type { SimState } from '../platform/simulator/state.js'
import { say, sayJson } from './output.js'
import { config, type JsonOption } from './run.js'
import { untilSignal } from './server.js'

interface Options extends JsonOption {
  port: number
  seed: number
  state?: string
  save?: string
  fault?: string[]
}

const whole = (most: number) => (text: string) => {
  if (/^[0-9]{1,10}$/.test(text) && Number(text) <= most) return Number(text)
  throw new InvalidArgumentError(`It must be a whole number up to ${most}.`)
}

/** `allies simulate`: the simulated X by itself, to try the product without paying X. */
export function simulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('start the simulated X alone, to try the product without paying X; its page shows what is asked of it')
    .option('--port <n>', 'TCP port; 0 takes a free one', whole(65_535), 4100)
    .option('--seed <n>', 'what tokens, ids and chance come from: the same seed gives the same run', whole(4_294_967_295), 1)
    .option('--state <file>', 'go on from a state that was saved')
    .option('--save <file>', 'save the state at the end (Ctrl-C), for --state')
    .option('--fault <fault...>', 'let things go wrong: NAME or NAME:key=value,... (lock-after-N:n=5)')
    .option('--json', 'print the settings as JSON')
    .action(async (options: Options) => {
      const [{ runSimulator }, { readFault }, { ACCOUNTS }, { CALLBACK_PATH }, { DESK_CALLBACK }, { LEAVE_CALLBACK }] = await Promise.all([
        import('../platform/simulator/main.js'),
        import('../platform/simulator/fault-spec.js'),
        import('../demo/accounts.js'),
        import('../access/owner/sign-in.js'),
        import('../access/organisers/sign-in.js'),
        import('../access/prove.js'),
      ])
      const faults = (options.fault ?? []).map((words) => {
        const fault = readFault(words)
        if (typeof fault === 'string') throw new AppError('validation_failed', fault)
        return fault
      })
      // Ids of their own: some of the demo's are those of other invented accounts.
      const users = ACCOUNTS.map((user) => ({ ...user, id: `9${user.id}` }))
      const state = options.state === undefined ? undefined : await readState(options.state)
      const callbacks = [config().PUBLIC_URL, 'http://localhost:3000', 'http://127.0.0.1:3000'].flatMap((base) =>
        [CALLBACK_PATH, DESK_CALLBACK, LEAVE_CALLBACK].map((path) => base + path),
      )
      const simulator = await runSimulator({ port: options.port, seed: options.seed, users, faults, callbacks, log: say, ...(state ? { state } : {}) })
      if (options.json) sayJson({ url: simulator.url, env: simulator.env, oauth2_access_token: simulator.access_token })
      await untilSignal()
      if (options.save !== undefined) await saveState(options.save, simulator.exportState())
      await simulator.close()
    })
}

async function readState(file: string): Promise<SimState> {
  const refused = (why: string) => new AppError('validation_failed', `${file} holds no saved state of the simulated X: ${why}.`)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => Promise.reject(refused(error.code ?? error.message)))
  let state: unknown
  try {
    state = JSON.parse(text)
  } catch {
    throw refused('it is not JSON')
  }
  if (isState(state)) return state
  throw refused('it is of another kind or version')
}

const isState = (value: unknown): value is SimState =>
  typeof value === 'object' &&
  value !== null &&
  (value as { version?: unknown }).version === 1 &&
  ['users', 'lists', 'apps', 'bearers', 'ledger', 'log'].every((name) => typeof (value as Record<string, unknown>)[name] === 'object')

/** Whole or not at all: a second Ctrl-C amid writing leaves the file as it was. */
async function saveState(file: string, state: SimState): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(state))
  await rename(`${file}.part`, file)
  say(`The state is saved: ${file}`)
}
