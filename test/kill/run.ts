/** `npm run kill -- --kills 200`: the server is killed by SIGKILL amid mixed writes on a real Postgres (RELIABILITY.md §5); the last line is one JSON object. */
import { parseArgs } from 'node:util'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { buildIfStale } from '../helpers/compile.js'
import { startPostgres } from '../helpers/postgres.js'
import { killLoop } from './loop.js'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, clients: { type: 'string', default: '8' } } })
const [kills, clients] = [Number(values.kills), Number(values.clients)]
if (!(kills >= 1 && clients >= 1)) {
  console.error('kill: --kills and --clients take a number from 1')
  process.exit(2)
}
if (!buildIfStale()) process.exit(1)
const started = performance.now()
const cluster = await startPostgres()
try {
  const database = await openDatabase({ databaseUrl: cluster.url, dataDir: '.', connectionTimeoutMs: 30_000 })
  await prepareDatabase(database)
  await database.close()
  const told = (kill: number) => void (kill % 20 === 0 && console.log(`${kill} kills in ${Math.round((performance.now() - started) / 1000)} s`))
  const { lost, doubled, uneven, unanswered, ...counts } = await killLoop({ databaseUrl: cluster.url, kills, clients, told })
  for (const [what, all] of Object.entries({ lost, doubled, uneven, unanswered })) for (const one of all.slice(0, 10)) console.log(`${what}: ${one}`)
  console.log(JSON.stringify({ ...counts, lost: lost.length, doubled: doubled.length, uneven: uneven.length, unanswered: unanswered.length }))
  process.exitCode = lost.length + doubled.length + uneven.length + unanswered.length === 0 ? 0 : 1
} finally {
  await cluster.stop()
}
