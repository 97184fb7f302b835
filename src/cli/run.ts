import { InvalidArgumentError } from 'commander'
import { compose } from '../compose.js'
import { type Config, loadConfig } from '../config.js'
import type { Deps } from '../deps.js'
import { judgedForOther } from '../directory/rejudge/noted.js'
import { paint, say } from './output.js'

/** Who the audit says it was. */
export const ACTOR = 'cli'

export const config = (): Config => loadConfig(process.env)

/** Opens everything, does one thing, and closes everything: the embedded database must always be closed to release its lock. */
export async function withDeps<T>(use: (deps: Deps) => Promise<T>): Promise<T> {
  const { deps, close } = await compose(config())
  try {
    const other = await judgedForOther(deps)
    if (other !== null)
      say(
        paint(
          'yellow',
          `Gates here were judged for the home field ${other}; HOME_FIELD is ${deps.config.HOME_FIELD}. The server, or allies match, judges them anew.`,
        ),
      )
    return await use(deps)
  } finally {
    await close()
  }
}

/** How commands come to a database: their own for each, or the one of a test. */
export type Using = typeof withDeps

export interface JsonOption {
  json?: boolean
}

/** How many rows at most, as it is typed. */
export function atMost(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1 || Number(text) > 1000) throw new InvalidArgumentError('It is a number from 1 to 1000.')
  return Number(text)
}
