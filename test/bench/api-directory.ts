import type { Database } from '../../src/db/open.js'

/**
 * Fills an empty, migrated Postgres with `count` published allies, each with an account, in a few statements: every third a charity, in six sections, with a
 * spread of support. Names are different enough that none is drafted for a match.
 */
export async function fillDirectory(database: Database, count: number): Promise<void> {
  const one = `lpad(n::text, 26, '0')`
  const fill = async (text: string) => {
    await database.withClient?.(async (client) => {
      await client.query('set statement_timeout = 0')
      await client.query(text)
      await client.query('reset statement_timeout')
    })
  }
  await fill(`
    insert into ally (id, kind, name, name_key, search_key, url, status, gate, gate_reasons, gate_by, own_gate, canonical_id, section, section_reasons, section_by, tags,
      body_kind, support, change_seq, matched_at, created_at, updated_at, published_at)
    select 'aly_' || ${one}, 'organisation', 'Neighbourhood Kitchen ' || n, 'neighbourhood kitchen ' || n, 'neighbourhood kitchen ' || n || ' @kitchen' || n || '_eg',
      'https://kitchen' || n || '.example', 'approved', 'ally', '[{"rule":"bench","detail":"made for the bench"}]', 'organiser',
      '{"gate":"ally","reasons":[],"by":"organiser","at":null}', 'aly_' || ${one}, (array['A','B','C','D','E','I'])[n % 6 + 1], '[]', 'rules', '{SO,FD}',
      case when n % 3 = 0 then 'charity' else 'company' end, n % 17, 0, '2026-03-01Z', '2026-03-01Z', '2026-03-01Z', '2026-03-01Z'
    from generate_series(1, ${count}) n`)
  await fill(`
    insert into account (id, ally_id, handle_key, handle, x_user_id, state, checked_at, created_at)
    select 'acc_' || ${one}, 'aly_' || ${one}, 'kitchen' || n || '_eg', 'Kitchen' || n || '_eg', (14000000 + n)::text, 'active', '2026-03-01Z', '2026-03-01Z'
    from generate_series(1, ${count}) n`)
  for (const table of ['ally', 'account']) await fill(`vacuum (analyze) ${table}`)
}
