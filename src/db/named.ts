import type { Executor } from './open.js'

/** A statement with a name of its own among all; its values stand as $1, $2 … in the text. */
export interface NamedStatement {
  name: string
  text: string
}

/**
 * Runs a statement that Postgres parses and plans once for each connection instead of each time: for what every nomination asks, where that costs as much as the
 * answer. The embedded database plans it each time. Lists go in as arrays, whole rows as JSON; instants as ISO text, and they come back as text.
 */
export async function runNamed<T>(db: Executor, { name, text }: NamedStatement, values: readonly unknown[]): Promise<T[]> {
  const result = await db._.session.prepareQuery({ sql: text, params: [...values] }, undefined, name, false).execute()
  return (result as { rows: T[] }).rows
}
