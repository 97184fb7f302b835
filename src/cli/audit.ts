import type { Command } from 'commander'
import { type AuditView, listAudit, type Verification, verifyAudit } from '../access/audit/service.js'
import { EXIT, paint, progressBar, say, sayJson, table } from './output.js'
import { atMost, type JsonOption, type Using, withDeps } from './run.js'

/** The record of who did what, and the proof that nobody touched it. */
export function auditCommands(program: Command, using: Using = withDeps): void {
  const audit = program.command('audit').description('who did what and why; and whether the record of it is whole')

  audit
    .command('list', { isDefault: true })
    .description('what was done, the last first')
    .option('--subject <id>', 'what was done to one record')
    .option('--action <name>', 'one action (ally.approve), or all of a kind (list.)')
    .option('--actor <who>', 'cli, worker, anyone, key:ID or session:ID')
    .option('--limit <n>', 'how many at most', atMost, 50)
    .option('--json', 'print them as JSON')
    .action(async (options: { subject?: string; action?: string; actor?: string; limit: number } & JsonOption) => {
      const { limit, json, ...filters } = options
      const { items } = await using((deps) => listAudit(deps, filters, { limit }))
      say(items.length === 0 ? 'Nothing of the kind was done.' : table(['when', 'what', 'record', 'who', 'why'], items.map(cells)))
      if (json) sayJson({ items })
    })

  audit
    .command('verify')
    .description('follow the hash chain from the first row to the last; exit code 1 if a row was changed, taken out or put in')
    .option('--head <N:HASH>', 'what an earlier verification printed: shows if the end was cut off, or all was written anew')
    .option('--json', 'print what was found as JSON')
    .action(async (options: { head?: string } & JsonOption) => {
      const bar = progressBar('verifying')
      const found = await using((deps) => verifyAudit(deps, { expected: options.head, progress: (done, total) => bar.update(done, total) })).finally(() =>
        bar.stop(),
      )
      for (const line of verified(found)) say(line)
      if (options.json) sayJson(found)
      if (!found.intact) process.exitCode = EXIT.failed
    })
}

const cells = ({ at, action, subject, actor, reason }: AuditView) => [at.slice(0, 16).replace('T', ' '), action, subject, actor, reason ?? '']

function verified({ intact, verified: held, head, fault }: Verification): string[] {
  return [
    intact ? `${paint('green', 'whole')}: ${held} links followed` : `${paint('red', 'not whole')}: ${fault?.detail ?? ''}`,
    ...(head === null ? [] : [`head ${head}`, paint('dim', 'Keep it elsewhere, and give it to a later allies audit verify --head.')]),
  ]
}
