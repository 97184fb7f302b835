import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { audienceCommands } from './audience.js'
import { auditCommands } from './audit.js'
import { chatCommands } from './chats.js'
import { collectCommands } from './collect.js'
import { directoryCommands } from './directory.js'
import { driftCommands } from './drift.js'
import { dumpCommands } from './dump.js'
import { freshnessCommands } from './freshness.js'
import { heldCommands } from './held.js'
import { identityCommands } from './identity.js'
import { importCommands } from './imports.js'
import { keyCommands } from './keys.js'
import { leaveCommands } from './leave.js'
import { listCommands } from './lists.js'
import { liveCommands } from './live.js'
import { organiserCommands } from './organisers.js'
import { ownerCommands } from './owner.js'
import { planCommands } from './plans.js'
import { reachCommands } from './reach.js'
import { relationCommands } from './relations.js'
import { serverCommands } from './server.js'
import { simulateCommand } from './simulate.js'
import { snapshotCommands } from './snapshots.js'
import { webhookCommands } from './webhooks.js'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

/** The `allies` command: each subcommand calls the same use-case as the API and the pages. */
export function createProgram(): Command {
  const program = new Command('allies')
    .description('Collect the allies a community names in its chats, curate them, keep lists on X in step, and say how large their combined audience is.')
    .version(version, '-V, --version')
    .showHelpAfterError('(add --help for what can be given)')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      `
An evening after a chat:
  allies series add SWHelper --name "SW Helper chat" --timezone America/New_York --host @swchat
  allies chat add --series SWHelper --start 2026-03-01T15:00 --topic "Allies outside social work"
  allies live CHAT                                  while it is on, with X access: follow it on X
  allies import chat.txt --chat CHAT --dry-run      look first: nothing is written
  allies import chat.txt --chat CHAT
  allies queue                                      what waits for a decision, most supported first
  allies matches review                             names that may mean one body: a key each
  allies approve @HarbourFood --reason "Feeds half of our clients"
  allies list create "Allies" && allies plan LIST && allies apply PLAN --checksum SUM
  allies reach --list LIST
  allies audience import followers.csv --account @HarbourFood   overlaps counted instead of guessed

Every command takes --json where a script may want its answer: one object as the last line.
Settings come from the environment: allies config.`,
    )

  for (const add of [
    serverCommands,
    simulateCommand,
    chatCommands,
    importCommands,
    collectCommands,
    liveCommands,
    directoryCommands,
    freshnessCommands,
    heldCommands,
    leaveCommands,
    auditCommands,
    webhookCommands,
    snapshotCommands,
  ])
    add(program)
  identityCommands(program)
  relationCommands(program)
  listCommands(program)
  planCommands(program)
  keyCommands(program)
  organiserCommands(program)
  ownerCommands(program)
  driftCommands(program)
  dumpCommands(program)
  reachCommands(program)
  audienceCommands(program)
  return program
}
