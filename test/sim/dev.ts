import { setMemoryScene } from './memory/scene.js'
import { play } from './play.js'
import { drawScenario } from './scenario.js'
const [from, n, trace] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 1), process.argv[4]]
const t0 = performance.now(); const c0 = process.cpuUsage()
const tally: Record<string, { n: number; seed: number }> = {}
let bad = 0
for (let seed = from; seed < from + n; seed++) {
  try {
    const p = await play(setMemoryScene(drawScenario(seed), undefined), { trace: trace ? (l) => console.log(l) : undefined })
    if (p.violations.length) bad++
    for (const v of p.violations) {
      const key = v.replace(/@\w+/g, '@X').replace(/\d+/g, 'N').slice(0, 110)
      tally[key] ??= { n: 0, seed }
      tally[key].n++
    }
  } catch (e) { bad++; const key = 'THROWN ' + String((e as Error).stack).split('\n').slice(0, 3).join(' | '); tally[key] ??= { n: 0, seed }; tally[key].n++ }
}
const c = process.cpuUsage(c0)
console.log(Object.entries(tally).sort((a, b) => b[1].n - a[1].n).map(([k, v]) => `${v.n}\tseed ${v.seed}\t${k}`).join('\n'))
console.log(n, 'seeds', bad, 'bad', ((performance.now() - t0) / 1000).toFixed(2), 's wall', ((c.user + c.system) / 1e6).toFixed(2), 's cpu')
