import type { LightMyRequestResponse } from 'fastify'
import { account, ally } from '../../../src/db/schema/index.js'
import { buildOpenApi } from '../../../src/http/openapi.js'
import type { TestDeps } from '../../helpers/engines.js'
import { allyRow } from '../../helpers/rows.js'
import type { Client } from '../app.js'

export interface Operation {
  operationId: string
  deprecated?: boolean
  'x-required-scope'?: string
}

/** Every operation of the document: its method in small letters, its path as it stands there. */
export async function operations({ app }: Client): Promise<{ method: string; path: string; operation: Operation }[]> {
  const document = JSON.parse(await buildOpenApi(app)) as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
}

/** An address of the right form, behind which there is nothing. */
export const someAddress = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? 'aly_01jnb1h6w0e3qxt6yz0p4v8kdm' : '00000000000000000000000000'))

let serial = 0

/** Published entries with these names, each with an account of its own. Their ids, in the order of the names. */
export async function published(deps: TestDeps, names: readonly string[]): Promise<string[]> {
  const at = deps.clock.now()
  const rows = names.map((name) => ({ id: deps.ids.next('aly'), name }))
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500)
    await deps.store.db.insert(ally).values(some.map(({ id, name }) => allyRow(id, name, at, { published_at: at })))
    await deps.store.db.insert(account).values(
      some.map(({ id }) => {
        const n = ++serial
        return {
          id: deps.ids.next('acc'),
          ally_id: id,
          handle: `Member${n}_eg`,
          handle_key: `member${n}_eg`,
          x_user_id: String(88_000 + n),
          state: 'active' as const,
          created_at: at,
        }
      }),
    )
  }
  return rows.map(({ id }) => id)
}

/** Under this application programs make a series; the answer to its making. */
export const SERIES = { hashtag: '#SWHelper', name: 'SW Helper', timezone: 'America/New_York' }

export const itemsOf = <T = { id: string; name: string }>(answer: LightMyRequestResponse): T[] => (answer.json() as { items: T[] }).items
