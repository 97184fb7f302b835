import { type Command, InvalidArgumentError } from 'commander'
import { listOrganisers, putOrganiser, removeOrganiser } from '../access/organisers/service.js'
import { isScope, SCOPES } from '../access/scopes.js'
import { AppError } from '../kernel/errors.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

/** `a,b c`, or the option given again. */
function scopesOf(text: string, before: string[] = []): string[] {
  const named = text.split(/[\s,]+/).filter((scope) => scope !== '')
  const unknown = named.filter((scope) => !isScope(scope))
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no scope ${unknown.join(', ')}; there are ${SCOPES.join(', ')}.`)
  return [...before, ...named]
}

/** Who may sign in to the desk with X. */
export function organiserCommands(program: Command, using: Using = withDeps): void {
  const organisers = program.command('organisers').description('accounts on X that may sign in to the desk')

  organisers
    .command('list', { isDefault: true })
    .description('all of them, and what each may do')
    .option('--json', 'print them as JSON')
    .action(async (options: JsonOption) => {
      const items = await using(listOrganisers)
      say(
        items.length === 0
          ? 'There is none: allies organisers add @handle --scopes directory:curate,lists:apply.'
          : table(
              ['account', 'number on X', 'scopes', 'last signed in', 'id'],
              items.map((one) => [
                `@${one.handle}`,
                one.x_user_id,
                one.scopes.join(' '),
                one.last_sign_in_at?.slice(0, 16).replace('T', ' ') ?? 'never',
                one.id,
              ]),
            ),
      )
      if (options.json) sayJson({ items })
    })

  organisers
    .command('add <handle>')
    .description('let an account sign in with X; one that may already gets these scopes instead of those before')
    .requiredOption('--scopes <scopes>', `what it may do, separated by commas: ${SCOPES.join(', ')}`, scopesOf)
    .option('--id <number>', 'its number on X, which is looked up there otherwise')
    .option('--json', 'print it as JSON')
    .action(async (handle: string, options: { scopes: string[]; id?: string } & JsonOption) => {
      const { organiser, added } = await using((deps) => putOrganiser(deps, ACTOR, { handle, x_user_id: options.id, scopes: options.scopes }))
      say(`${paint('green', added ? 'added' : 'changed')} @${organiser.handle} (${organiser.x_user_id}): ${organiser.scopes.join(' ')}  ${organiser.id}`)
      if (options.json) sayJson(organiser)
    })

  organisers
    .command('remove <organiser>')
    .description('by handle or id: it signs in no more, and its sessions end at once')
    .option('--json', 'print it as JSON')
    .action(async (named: string, options: JsonOption) => {
      const gone = await using(async (deps) => {
        const handle = named.replace(/^@/, '').toLowerCase()
        const fitting = (await listOrganisers(deps)).filter((one) => one.id === named || one.handle.toLowerCase() === handle)
        // Two, if one took over the handle of the other: only the id says who is meant.
        if (fitting.length > 1) throw new AppError('conflict', `Several are called ${named}: give the id of one (allies organisers list).`)
        return removeOrganiser(deps, ACTOR, fitting[0]?.id ?? named)
      })
      say(`${paint('yellow', 'taken off')} @${gone.handle}`)
      if (options.json) sayJson(gone)
    })
}
