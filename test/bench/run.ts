/**
 * `npm run bench [-- NAME]`: how fast the product is, each figure as a ratio to a reference measured in the same run, because absolute figures depend on
 * the machine and on what else it does. All figures are medians of rounds in which the candidates take turns.
 *
 *   api       processor time of the server for a page of 50 of 10,000 allies on Postgres, kept ready, as a 304 and read anew / for the same bytes from bare node:http; of a
 *             page of 1,000,000 / of 10,000; memory for an export of 1,000,000; needs `npm run build` and Linux
 *   load      1,000 slow clients, three times the capacity, SIGTERM a hundred times amid load: p99 beside / without, pages answered / capacity, and what was dropped; needs
 *             `npm run build`
 *   read      requests a second for a page of 50 of 1,000 allies (PGlite, Postgres) / for the same bytes from bare node:http (1 is as fast, less is slower)
 *   extract   time of our extractor / of twitter-text on the same posts; time of a megabyte made to be slow / of an ordinary one;
 *             time of judging a chat, extraction included / of extraction alone
 *   import    time of an import of 100 MB and of 1 GB of twarc2 posts to Postgres / of JSON.parse of the same lines, and / of jq taking out the mentions (absent:
 *             skipped); peak memory and event-loop delay beside it; needs `npm run build` and 1.2 GB of disk
 *   plan      time of a plan of 5,000 members with its checksum / of JSON.stringify of the same data
 *   categorise time of suggesting sections, tags and kinds with reasons / of trying all tag patterns alone; texts a second
 *   dedupe    time of deduplicating 100,000 organisations / of 10,000; time of ours / of a self-join by trigrams on Postgres, at a size it can do
 *   reach     time from a text of ids to a sketch / to a JS Set, / of Redis PFADD and DuckDB approx_count_distinct of the same ids (absent: skipped); of the reach of
 *             500 accounts / of a Set of their hashes; gains counted for 10 of 10,000 allies / by plain greedy; of an upload of 10 M ids by HTTP / of dropping the
 *             same bytes; unions, and the reach of a list of 500 as the service answers it; the upload needs `npm run build` and 300 MB of disk
 *   checklist the points of the API, each 0, 1 or 2 by what became of its check (test/http/checklist)
 *   start     time to the first 200 of /readyz / of the barest node:http server, on an empty directory and later; needs `npm run build`
 *
 * Human lines first; the last line is `{name, ratios, absolute}`, without a NAME `{name: "all", benches: [..]}`.
 */
import { api } from './api.js'
import { apiLoad } from './api-load.js'
import { benchCategorise } from './categorise.js'
import { checklist } from './checklist.js'
import { dedupe } from './dedupe.js'
import { benchExtract } from './extract.js'
import { importing } from './import.js'
import type { Bench } from './measure.js'
import { plan } from './plan.js'
import { benchReach } from './reach.js'
import { read } from './read.js'
import { start } from './start.js'

const BENCHES: Record<string, () => Promise<Bench>> = {
  api,
  categorise: benchCategorise,
  checklist,
  extract: benchExtract,
  dedupe,
  import: importing,
  load: apiLoad,
  plan,
  reach: benchReach,
  start,
  read,
}

const [name] = process.argv.slice(2)
if (name !== undefined && !(name in BENCHES)) {
  console.error(`there is no bench called ${name}; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
const results: Bench[] = []
for (const [key, bench] of Object.entries(BENCHES)) {
  if (name !== undefined && key !== name) continue
  const started = performance.now()
  const result = await bench()
  results.push(result)
  console.log(`${key} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  for (const [figure, value] of Object.entries(result.ratios)) console.log(`  ${figure.padEnd(32)} ${value}`)
  for (const [figure, value] of Object.entries(result.absolute)) console.log(`  ${figure.padEnd(32)} ${typeof value === 'number' ? value : `"${value}"`}`)
}
console.log(JSON.stringify(name === undefined ? { name: 'all', benches: results } : results[0]))
