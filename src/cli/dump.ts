import type { Command } from 'commander'
import { usd } from '../kernel/money.js'
import { type DumpReport, dumpList, quoteDump } from '../lists/dump/service.js'
import { EXIT, paint, progressBar, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, type Using, withDeps } from './run.js'

const OUTCOME: Record<DumpReport['members'][number]['outcome'], string> = {
  made: 'new entry',
  matched_by_id: 'known by its id',
  matched_by_handle: 'known by its handle',
  left_out: 'left out',
}

function describe(report: DumpReport): void {
  const { counts } = report
  say(
    `${paint('bold', report.name)} (${report.x_list_id}): ${counts.members} members, ${counts.made} new entries, ${counts.matched} known, ${counts.left_out} left out${counts.adopted > 0 ? `, ${counts.adopted} taken over` : ''}`,
  )
  say(
    table(
      ['account', 'X id', '', 'entry', 'gate', 'note'],
      report.members.map((one) => [`@${one.handle}`, one.x_user_id, OUTCOME[one.outcome], one.status, one.gate, one.note]),
    ),
  )
  if (report.note) say(`  ${paint('yellow', 'note')} ${report.note}`)
  if (report.definition !== null)
    say(`  ${report.definition === 'made' ? 'Defined' : 'Known'} as ${report.list_id}. Decide in the queue (allies queue), then: allies plan ${report.list_id}`)
}

export function dumpCommands(program: Command, using: Using = withDeps): void {
  program
    .command('dump <x-list>')
    .description('take in a list that is on X already, by its number or address: entries to decide on, and a definition connected with it')
    .option('--yes', 'agree to what reading it costs')
    .option('--dry-run', 'read it and say what would be made; keep nothing')
    .option('--name <text>', 'another name here than on X')
    .option('--adopt', "take the members over; by default they stay others'")
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExit codes: 0 done · 3 the cost was not agreed to · 1 not possible · 4 X not reachable')
    .action(async (address: string, options: { yes?: boolean; dryRun?: boolean; name?: string; adopt?: boolean } & JsonOption) => {
      if (!options.yes) {
        const quote = await using((deps) => quoteDump(deps, address))
        const { name, member_count, cost_usd } = quote
        say(
          `${paint('bold', name)} (${quote.x_list_id}) has ${member_count === 1 ? '1 member: reading it' : `${member_count} members: reading them`} costs about ${usd(cost_usd)}. Agree to it with --yes.`,
        )
        if (options.json) sayJson(quote)
        process.exitCode = EXIT.held_back
        return
      }
      const bars = { read: progressBar('reading', undefined, 'members'), enter: progressBar('entering', undefined, 'members') }
      const input = { list: address, name: options.name, adopt: options.adopt, dry_run: options.dryRun, confirm_cost: true }
      const report = await using((deps) => dumpList(deps, ACTOR, input, ({ phase, done, total }) => bars[phase].update(done, total))).finally(() => {
        for (const bar of Object.values(bars)) bar.stop()
      })
      describe(report)
      if (options.json) sayJson(report)
    })
}
