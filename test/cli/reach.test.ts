import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { audienceCommands } from '../../src/cli/audience.js'
import { reachCommands } from '../../src/cli/reach.js'
import { createList } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { typed } from '../helpers/typed.js'
import { entry } from '../reach/entries.js'

const run = (t: Test, deps: TestDeps, ...words: string[]) => typed(t, deps, audienceCommands, reachCommands)(...words)

async function world(t: Test, deps: TestDeps) {
  const directory = t.testdir({})
  const followed = async (handle: string, from: number, to: number) => {
    const { ally } = await entry(deps, { handle })
    const file = join(directory, `${handle}.txt`)
    writeFileSync(file, Array.from({ length: to - from }, (_, at) => 1_000 + from + at).join('\n'))
    await run(t, deps, 'audience', 'import', file, '--account', handle)
    return ally
  }
  return {
    directory,
    one: await followed('Shelter_eg', 0, 100),
    two: await followed('Mind_eg', 40, 120),
    silent: (await entry(deps, { handle: 'Silent_eg' })).ally,
  }
}

onBoth('from the command line: whom to ask next, what one adds, the overlaps, with pictures', async (t, deps) => {
  const { directory, one, two, silent } = await world(t, deps)
  const svg = join(directory, 'curve.svg')
  const next = await run(t, deps, 'reach', 'next', '--svg', svg, '--json')
  t.match(next.json.picks, [{ ally: { id: one } }, { ally: { id: two }, incremental: { estimate: 20 } }])
  t.match(next.out, /2\s+Mind_eg\s+20\s+75 %\s+120/)
  t.match(next.out, /not ranked, since no follower list is known: Silent_eg/)
  t.match(readFileSync(svg, 'utf8'), /^<svg .*1\. Shelter_eg adds 100/s)
  const adds = await run(t, deps, 'reach', 'adds', two, '--ids', one)
  t.match(adds.out, /Mind_eg adds 20: 100 before, 120 after\n {2}of its own audience 75 % is reached already/)
  t.match((await run(t, deps, 'reach', 'adds', '@Mind_eg', '--ids', '@shelter_eg')).out, /Mind_eg adds 20: 100 before, 120 after/, 'by what people call them')
  t.match((await run(t, deps, 'reach', 'overlap', '--ids', `${one}, ${two},${silent}`)).out, /Shelter_eg and Mind_eg\s+60/)
  t.match((await run(t, deps, 'reach', 'overlap')).out, /Shelter_eg and Mind_eg\s+60/, 'of all, if nothing is named')
  t.match((await run(t, deps, 'reach', '--json')).json, { scope: { kind: 'allies', of: [] }, not_used: [] })
  const estimate = await run(t, deps, 'reach', '--ids', `${one},${two}`, '--svg', svg, '--json')
  t.match(estimate.json, { level: 'exact', at_least: [120, 60], expected_viewers: { p_low: 0.05, p_high: 0.35 }, evidence: { sketch: 1 } })
  t.match(estimate.out, /if each posts once and a follower sees a post with a chance of 0.05 to 0.35: \d+ to \d+ would see one/)
  t.match(readFileSync(svg, 'utf8'), /About 120 accounts/)
  t.match((await run(t, deps, 'reach', '--ids', `${one},${silent}`)).out, /better with the follower counts of 1: @Silent_eg/)

  await t.rejects(run(t, deps, 'reach', 'next', '--count', '0'), { code: 'validation_failed' })
  await t.rejects(run(t, deps, 'reach', 'next', '--list', 'x', '--category', 'A'), { code: 'validation_failed' })
  await t.rejects(run(t, deps, 'reach', 'adds', two), { code: 'validation_failed' }, 'to what?')
  await t.rejects(run(t, deps, 'reach', '--ids', one, '--svg', join(directory, 'none', 'x.svg')), { code: 'bad_request', message: /cannot be written/ })
})

onBoth('the history of a list, with its picture', async (t, deps) => {
  const { directory } = await world(t, deps)
  const list = await createList(deps, 'test', { name: 'Allies', rule: {} })
  await run(t, deps, 'reach', '--list', list.id)
  const svg = join(directory, 'history.svg')
  const history = await run(t, deps, 'reach', 'history', list.id, '--svg', svg, '--json')
  t.equal(history.json.estimates.length, 1)
  t.match(history.out, /2026-03-01\s+120\s+mixed\s+3/)
  t.match(readFileSync(svg, 'utf8'), /Audience of Allies from 2026-03-01/)
})

onBoth('from the command line: a list that a count contradicts is kept, said, vouched for, and the word taken back', async (t, deps) => {
  const { directory, one, two } = await world(t, deps)
  await run(t, deps, 'reach', 'count', 'Shelter_eg', '100')
  const file = join(directory, 'longer.txt')
  writeFileSync(file, `see/also\n${Array.from({ length: 900 }, (_, at) => 1_000 + at).join('\n')}`)
  const given = await run(t, deps, 'audience', 'import', file, '--account', 'Shelter_eg', '--json')
  t.match(given.out, /line 1 is not a number/)
  t.match(given.out, /kept and not used:.* it holds 900 followers, and 100 were counted on/)
  t.match(given.out, new RegExp(`if it is right after all: allies audience vouch ${given.json.id}`))
  const before = await run(t, deps, 'reach', '--ids', `${one},${two}`, '--json')
  t.match(before.out, /not used.* the list of @Shelter_eg of 2026-03-01: it holds 900/)
  t.match(before.json, { potential_unique_audience: { estimate: 120 }, not_used: [{ id: given.json.id }] })
  await t.rejects(run(t, deps, 'audience', 'vouch', given.json.id, '--reason', ' '), { code: 'validation_failed' })
  t.match(
    (await run(t, deps, 'audience', 'vouch', given.json.id, '--reason', 'a typing error')).out,
    /noted: the list of @Shelter_eg of 2026-03-01 is right, by your word/,
  )
  t.match((await run(t, deps, 'audience', 'list')).out, /counts, vouched for/)
  t.match((await run(t, deps, 'reach', '--ids', `${one},${two}`, '--json')).json, { potential_unique_audience: { estimate: 900 }, not_used: [] })
  t.match((await run(t, deps, 'audience', 'unvouch', given.json.id)).out, /taken back.*kept and not used:/s)
})
