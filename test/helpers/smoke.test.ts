import { isMigrated } from '../../src/db/migrate.js'
import { onBoth } from './engines.js'

onBoth('a migrated database of its own', async (t, deps) => {
  t.ok(await isMigrated(deps.database))
  await deps.store.transaction(async (tx) => {
    await tx.touchDirectory()
    await tx.emit('x', 'y')
    t.throws(() => deps.store.db)
  })
})
