import { type Command, InvalidArgumentError } from 'commander'
import type { KeyView } from '../access/key-view.js'
import { isScope, SCOPES } from '../access/scopes.js'
import { endOfDay, instantOf } from '../kernel/clock.js'
import { AppError } from '../kernel/errors.js'
import { type KeyDoor, throughDoor } from './key-doors.js'
import { paint, say, sayJson, table } from './output.js'
import { type JsonOption, type Using, withDeps } from './run.js'

const ending = (text: string): Date => {
  const at = endOfDay(text) ?? (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/.test(text) && endOfDay(text.slice(0, 10)) ? instantOf(text) : null)
  if (at === null) throw new InvalidArgumentError('It is a date as 2027-06-30, or 2027-06-30T18:00:00Z.')
  return at
}

const minute = (at: string): string => at.slice(0, 16).replace('T', ' ')

const stateOf = ({ state, expires_at }: KeyView): string => {
  if (state === 'revoked') return 'revoked'
  if (expires_at === null) return 'live'
  return `${state === 'expired' ? 'ended' : 'live until'} ${minute(expires_at)}`
}

/** By its public part, as it stands in the list or where a key was found; anything else is taken for an id. */
async function idOf(door: KeyDoor, named: string): Promise<string> {
  const prefix = /^(?:alk_live_)?([0-9a-z]{12})(?:_\w*)?$/.exec(named)?.[1]
  if (prefix === undefined) return named
  const found = (await door.list()).find((one) => one.prefix === prefix)
  if (!found) throw new AppError('not_found', `There is no key that begins with alk_live_${prefix}.`)
  return found.id
}

/** Keys for the API and the desk; through the server that runs, if that holds the embedded database. */
export function keyCommands(program: Command, using: Using = withDeps): void {
  const key = program.command('key').description('keys for the API and the desk; while a server holds the embedded database, through it, with ALLIES_KEY')
  const open = <T>(use: (door: KeyDoor) => Promise<T>) =>
    throughDoor(using, async (door) => {
      const done = await use(door)
      if (door.through) say(paint('dim', `(through the server at ${door.through})`))
      return done
    })

  key
    .command('create <name>')
    .description('make a key; it is shown only once')
    .option('--scope <scope>', `one of ${SCOPES.join(', ')} (repeat for more)`, (value: string, before: string[] = []) => [...before, value])
    .option('--expires <date>', 'when it ends by itself, as 2027-06-30 (the end of that day, UTC) or 2027-06-30T18:00:00Z', ending)
    .option('--json', 'print it as JSON')
    .action(async (name: string, options: { scope?: string[]; expires?: Date } & JsonOption) => {
      const scopes = options.scope ?? ['directory:curate', 'lists:apply']
      const unknown = scopes.filter((scope) => !isScope(scope))
      if (unknown.length > 0) throw new AppError('validation_failed', `There is no scope ${unknown.join(', ')}; there are ${SCOPES.join(', ')}.`)
      const made = await open((door) => door.create({ name, scopes, expires_at: options.expires }))
      say(`${paint('bold', made.key)}`)
      const end = made.expires_at ? ` It ends on ${minute(made.expires_at)} UTC.` : ''
      say(paint('dim', `  ${made.id}: ${made.scopes.join(' ')}. It is shown only this once.${end}`))
      if (options.json) sayJson(made)
    })

  key
    .command('list', { isDefault: true })
    .description('all keys')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const items = await open((door) => door.list())
      say(
        table(
          ['begins with', 'name', 'scopes', 'last used', 'state'],
          items.map((one) => [`alk_live_${one.prefix}`, one.name, one.scopes.join(' '), one.last_used_at ? minute(one.last_used_at) : 'never', stateOf(one)]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  key
    .command('revoke <key>')
    .description('end a key at once, with the sessions of the desk that were begun with it; by what it begins with, or its id')
    .option('--json', 'print it as JSON')
    .action(async (named: string, options: JsonOption) => {
      const gone = await open(async (door) => door.revoke(await idOf(door, named)))
      say(`${gone.name} is revoked.${gone.current ? ' It is the key in ALLIES_KEY: the next call needs another one.' : ''}`)
      if (options.json) sayJson(gone)
    })
}
