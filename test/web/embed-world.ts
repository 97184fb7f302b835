import { account, ally } from '../../src/db/schema/index.js'
import { createList } from '../../src/lists/service.js'
import type { TestDeps } from '../helpers/engines.js'
import { allyRow } from '../helpers/rows.js'

/** A list of approved entries with these names, each with a handle. Returns its id. */
export async function listOf(deps: TestDeps, names: readonly string[], hidden = false): Promise<string> {
  const at = deps.clock.now()
  for (const [n, name] of names.entries()) {
    const id = deps.ids.next('aly')
    await deps.store.db.insert(ally).values(allyRow(id, name, at))
    const row = { id: deps.ids.next('acc'), ally_id: id, handle: `Member${n}_eg`, handle_key: `member${n}_eg`, x_user_id: String(88_000 + n) }
    await deps.store.db.insert(account).values({ ...row, state: 'active', created_at: at })
  }
  return (await createList(deps, 'test', { name: 'Allies <b>in</b> health', private: hidden, rule: { sections: ['C'] } })).id
}
