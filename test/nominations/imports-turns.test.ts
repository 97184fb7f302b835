import t from 'tap'
import { acceptedOf, getImport, openImport, runStoring, runUndoing, startStoring, startUndoing } from '../../src/nominations/imports/service.js'
import { depsOn } from '../helpers/engines.js'

t.test('on the embedded database others get their turn while an import is stored and undone, and see how far it is', async (t) => {
  const deps = await depsOn('pglite')
  const posts = Array.from({ length: 600 }, (_, n) => `[20:03] P${n} @p${n}_eg: A1 ${[0, 1, 2, 3, 4].map((i) => `@Org${(n * 5 + i) % 400}_eg`).join(' ')}`)
  const given = { bytes: new TextEncoder().encode(posts.join('\n')), name: 'chat.txt' }
  const { id } = await openImport(deps, { given, file_name: 'chat.txt', actor: 'cli' })
  const { nominations: total, targets } = await acceptedOf(deps, id)
  t.ok(total > 2500)
  /** Somebody who looks again and again, as a browser does: each look needs a turn of the event loop. */
  const during = async (work: Promise<unknown>): Promise<number[]> => {
    const seen: number[] = []
    let over = false
    const end = work.finally(() => {
      over = true
    })
    while (!over) {
      await new Promise((turn) => setImmediate(turn))
      seen.push((await getImport(deps, id)).progress.done)
    }
    await end
    return [...new Set(seen)].filter((done) => done > 0 && done < total)
  }
  await startStoring(deps, 'cli', id)
  const told: number[] = []
  const steps = total + 2 * targets
  t.equal((await getImport(deps, id)).progress.total, steps)
  t.ok((await during(runStoring(deps, id, (done) => told.push(done)))).length >= 3, 'while it is stored')
  t.ok((told[0] ?? steps) <= 25, `it moves from the first targets on, not only when all are found: ${told[0]}`)
  t.same((await getImport(deps, id)).progress, { done: steps, total: steps })
  t.match(await getImport(deps, id), { state: 'done', counts: { added: total } })
  await startUndoing(deps, 'cli', id)
  t.ok((await during(runUndoing(deps, id))).length >= 3, 'while it is undone')
  t.match(await getImport(deps, id), { state: 'undone', counts: { removed: total } })
})
