import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { consentOf } from '../access/owner/in-force.js'
import {
  confirmSwitch,
  declineSwitch,
  disconnectOwner,
  type OwnerStatus,
  type OwnerView,
  ownerStatus,
  type PendingSwitch,
  pendingSwitch,
} from '../access/owner/service.js'
import { beginSignIn, callbackUrl, finishSignIn } from '../access/owner/sign-in.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { paint, say, sayJson } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

const IN_FORCE: Record<OwnerStatus['in_force'], string> = {
  environment_oauth1: 'keys of the environment (OAuth 1.0a: X_APP_KEY, X_APP_SECRET, X_ACCESS_TOKEN, X_ACCESS_SECRET). They win over a connected account',
  environment_oauth2: 'a token of the environment (OAuth 2.0: X_ACCESS_TOKEN), which is not renewed when it runs out. It wins over a connected account',
  connected_account: 'the account that is connected here',
  none: 'nothing: lists on X cannot be written',
}

interface ConnectOptions extends JsonOption {
  agree?: string
  redirect?: string
  switch?: boolean
}

/** The account that owns the lists on X. */
export function ownerCommands(program: Command, using: Using = withDeps): void {
  const owner = program.command('owner').description('the account on X that owns the lists: connect it, see how it stands, withdraw consent')

  owner
    .command('status', { isDefault: true })
    .description('who is connected, since when, and which credentials are in force')
    .option('--json', 'print it as JSON')
    .action(async (options: JsonOption) => {
      const status = await using(ownerStatus)
      sayStatus(status)
      if (options.json) sayJson(status)
    })

  owner
    .command('connect')
    .description('show what will be done in its name, then the address to open; the address X leads back to is pasted here')
    .option('--agree <version>', 'agree to the text of this version without being asked')
    .option('--redirect <address>', 'finish a sign-in with the address X led back to')
    .option('--switch', 'if another account was connected, let this one take its place')
    .option('--json', 'print how it stands at the end as JSON')
    .action(async (options: ConnectOptions) => {
      const done = await using(async (deps) => {
        const back = options.redirect ?? (await begin(deps, options.agree))
        if (back === null) return null
        const { state, code, error } = partsOf(deps, back)
        return settle(deps, await finishSignIn(deps, { actor: ACTOR, state, code, error }), options.switch === true)
      })
      if (done) say(`${paint('green', 'connected')} @${done.username}: plans are carried out in its name from now on`)
      if (options.json) sayJson(done ?? { waiting: true })
    })

  owner
    .command('disconnect')
    .description('withdraw consent: every change on X stops at once, the tokens are deleted and ended at X')
    .option('--reason <text>', 'for the record')
    .option('--json', 'print it as JSON')
    .action(async (options: { reason?: string } & JsonOption) => {
      const done = await using((deps) => disconnectOwner(deps, ACTOR, options.reason))
      say(`${paint('green', 'disconnected')} @${done.account.username}; its tokens are deleted here`)
      if (done.ended_at_x) say('X has ended them, too.')
      else
        say(
          paint('yellow', 'Whether X has ended them is not known: look there under Settings, Security and account access, Apps and sessions, Connected apps.'),
        )
      if (options.json) sayJson(done)
    })
}

function sayStatus({ in_force, account, lists_elsewhere, not_connectable, connect_url }: OwnerStatus): void {
  say(`In force: ${IN_FORCE[in_force]}.`)
  if (account) {
    say(`${paint('bold', `@${account.username}`)} (${account.x_user_id}): ${account.state}, connected ${account.connected_at}`)
    if (account.note) say(`  ${paint(account.state === 'active' ? 'dim' : 'yellow', account.note)}`)
    say(paint('dim', `  permissions: ${account.scopes.join(' ')}`))
    say(paint('dim', `  agreed to version ${account.consent.version} at ${account.consent.at} by ${account.consent.by}`))
  } else say('No account was ever connected.')
  for (const { id, name, username, x_user_id } of lists_elsewhere)
    say(
      paint(
        'yellow',
        `${name} (${id}) needs ${username === null ? `the account ${x_user_id}` : `@${username} (${x_user_id})`}: only its owner can change a list`,
      ),
    )
  if (not_connectable) say(not_connectable)
  else if (account?.state !== 'active') say(`Connect one: ${connect_url}, or allies owner connect`)
}

/** Everything to read, the word that it is agreed to, and the address. Null where nobody can be asked: then a second call brings the address. */
async function begin(deps: Deps, agreed: string | undefined): Promise<string | null> {
  const { version, sections } = consentOf(deps)
  for (const { title, points } of sections) {
    say(paint('bold', title))
    for (const point of points) say(`  - ${point}`)
  }
  say()
  const ask = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : undefined
  try {
    if (agreed === undefined) {
      const answer = await ask?.question('Do you own this account, or speak for its owner, and agree to this? Type yes: ')
      if (answer?.trim().toLowerCase() !== 'yes')
        throw new AppError('validation_failed', `Nothing was done. To agree without being asked: allies owner connect --agree ${version}`)
    }
    const { url, expires_at } = await beginSignIn(deps, { actor: ACTOR, agreed: agreed ?? version, by: 'command line' })
    say('Open this address in a browser, on any machine, and sign in as the account that shall own the lists:')
    say(url)
    say(`X then leads to ${callbackUrl(deps)}, where an error may be shown: that is all right. Copy the whole address from the address bar, within 30 seconds.`)
    if (ask) return (await ask.question('Paste it here: ')).trim()
    say(paint('dim', `Then, before ${expires_at.toISOString()}: allies owner connect --redirect 'ADDRESS'`))
    return null
  } finally {
    ask?.close()
  }
}

/** @throws AppError validation_failed if it is not an address of ours */
function partsOf(deps: Deps, address: string): { state: string | undefined; code: string | undefined; error: string | undefined } {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.origin + url.pathname !== callbackUrl(deps))
    throw new AppError('validation_failed', `This is not the address X leads back to: it begins with ${callbackUrl(deps)}`)
  const get = (name: string) => url.searchParams.get(name) ?? undefined
  return { state: get('state'), code: get('code'), error: get('error') }
}

async function settle(deps: Deps, done: OwnerView | PendingSwitch, mayswitch: boolean): Promise<OwnerView> {
  if (done.kind === 'connected') return done
  const waiting = (await pendingSwitch(deps, ACTOR)) ?? done
  if (mayswitch) return confirmSwitch(deps, ACTOR, waiting.id)
  await declineSwitch(deps, ACTOR)
  const lists = waiting.lists_lost > 0 ? ` ${waiting.lists_lost} lists on X belong to another account and could no longer be kept.` : ''
  throw new AppError(
    'conflict',
    `@${waiting.username} is another account than ${waiting.instead_of === null ? 'the one that owned the lists' : `@${waiting.instead_of}, which is connected`}.${lists} If it shall take its place, connect it again with --switch.`,
  )
}
