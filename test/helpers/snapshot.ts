import { writeFileSync } from 'node:fs'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'

/** A migrated PGlite as a file: the tests copy it instead of migrating (engines.ts). */
export async function makeSnapshot(file: string): Promise<void> {
  const database = await openDatabase({ dataDir: 'memory://' })
  await prepareDatabase(database)
  const dump = await database.pglite?.dumpDataDir('none')
  if (dump) writeFileSync(file, Buffer.from(await dump.arrayBuffer()))
  await database.close()
}
