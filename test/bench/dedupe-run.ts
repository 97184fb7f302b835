/** Deduplicates a made directory of the size given, in a process of its own, so that its memory and time are its own. Prints one JSON line. */
import { deduplicate } from '../../src/directory/match/all.js'
import { makeDirectory } from './dedupe-names.js'

const { records, truth } = makeDirectory(Number(process.argv[2]))
const startCpu = process.cpuUsage()
const started = performance.now()
const found = deduplicate(records)
const ms = performance.now() - started
const cpu = process.cpuUsage(startCpu)
const merged = found.canonical.flatMap((centre, at) => (centre === at ? [] : [truth[centre] === truth[at]]))
console.log(
  JSON.stringify({
    ms,
    cpu_ms: (cpu.user + cpu.system) / 1000,
    max_rss_mb: process.resourceUsage().maxRSS / 1024,
    proposed: found.proposed,
    compared: found.compared,
    auto: found.auto,
    review: found.review,
    dropped_blocks: found.dropped_blocks,
    merged: merged.length,
    merged_rightly: merged.filter(Boolean).length,
  }),
)
