import { installQueue } from '../jobs/queue.js'
import { migrate } from './migrate.js'
import type { Database } from './open.js'

/** Everything a database needs before the product can use it: our migrations, then the queue's own schema. */
export async function prepareDatabase(database: Database): Promise<void> {
  await migrate(database, () => installQueue(database))
}
