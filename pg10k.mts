import { startPostgres } from './test/helpers/postgres.js'
import { openDatabase } from './src/db/open.js'
import { prepareDatabase } from './src/db/prepare.js'
import { fillDirectory } from './test/bench/api-directory.js'
const c = await startPostgres()
const d = await openDatabase({ databaseUrl: c.url, dataDir: '.' })
await prepareDatabase(d)
await fillDirectory(d, 10_000)
await d.close()
console.log('URL', c.url)
process.on('SIGTERM', async () => { await c.stop(); process.exit(0) })
await new Promise(r => setTimeout(r, 7200_000))
