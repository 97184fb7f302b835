import { submitNominations } from '../../../src/nominations/service.js'
import type { TestDeps } from '../../helpers/engines.js'

/** Each person's voice for the target; the entry's id. */
export async function nominate(deps: TestDeps, target: string, people: readonly string[]): Promise<string> {
  let id = ''
  for (const nominator of people) {
    const { nominations } = await submitNominations(deps, { targets: [target], nominator, source: 'api', voice: `x ${nominator}`, actor: 'anyone' })
    id = nominations[0]?.ally_id ?? ''
  }
  return id
}
