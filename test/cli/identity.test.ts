import { Command } from 'commander'
import { directoryCommands } from '../../src/cli/directory.js'
import { heldCommands } from '../../src/cli/held.js'
import { identityCommands } from '../../src/cli/identity.js'
import { createProgram } from '../../src/cli/program.js'
import { relationCommands } from '../../src/cli/relations.js'
import { type Keys, reviewPairs } from '../../src/cli/review-pairs.js'
import { listMatches } from '../../src/directory/identity/queue.js'
import { editAlly, getReview } from '../../src/directory/service.js'
import { AppError } from '../../src/kernel/errors.js'
import { submitNominations } from '../../src/nominations/service.js'
import { propose } from '../directory/identity/pairs.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { onOneEngine } from '../http/one-engine.js'

async function nominate(deps: TestDeps, target: string, people = ['@p_eg']): Promise<string> {
  let id = ''
  for (const nominator of people) {
    const { nominations } = await submitNominations(deps, { targets: [target], nominator, source: 'api', voice: `x ${nominator}`, actor: 'anyone' })
    id = nominations[0]?.ally_id ?? ''
  }
  return id
}

/** What a command prints. */
async function printed(run: () => Promise<unknown>): Promise<string> {
  const write = process.stdout.write
  let text = ''
  process.stdout.write = ((chunk: string) => {
    text += chunk
    return true
  }) as typeof process.stdout.write
  try {
    await run()
  } finally {
    process.stdout.write = write
  }
  return text
}

/** The commands on the database of the test, as a person types them. */
function commands(deps: TestDeps) {
  const allies = async (...words: string[]) => {
    const program = new Command('allies').exitOverride()
    identityCommands(program, (use) => use(deps))
    relationCommands(program, (use) => use(deps))
    directoryCommands(program, (use) => use(deps))
    heldCommands(program, (use) => use(deps))
    for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)])
      command.exitOverride().configureOutput({ writeErr: () => undefined })
    return printed(() => program.parseAsync(['node', 'allies', ...words]))
  }
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at by match
  const json = async (...words: string[]): Promise<any> => JSON.parse((await allies(...words, '--json')).trimEnd().split('\n').at(-1) ?? '')
  const refused = async (...words: string[]): Promise<AppError> =>
    allies(...words).then(
      () => {
        throw new Error(`${words.join(' ')} was not refused`)
      },
      (error: unknown) => {
        if (error instanceof AppError) return error
        throw error
      },
    )
  return { allies, json, refused }
}

const because = ['--reason', 'in a test'] as const

onBoth('a pair is listed, shown, decided and taken back by the names that people use', async (t, deps) => {
  const { allies, json, refused } = commands(deps)
  const [a, b, c] = [await nominate(deps, '@OrgA_eg', ['@p_eg', '@q_eg']), await nominate(deps, '@OrgB_eg'), await nominate(deps, '@OrgC_eg')]
  const [first, second] = [await propose(deps, a, b, 2), await propose(deps, b, c, 0.5, { proposal: 'chapter' })]

  const list = await allies('matches')
  t.match(list, /2\.0 +(@?OrgA_eg|@?OrgB_eg)/)
  t.match(list, 'The names are the same')
  t.match(list, '! A place is named on one side only.', 'why a person has to look')
  t.ok(list.indexOf(first) > 0 && list.indexOf(first) < list.indexOf(second), 'best first')
  t.match(await json('matches', '--limit', '1'), { count: 2, items: [{ id: first, z: 2 }] })
  t.match(await json('matches', 'list', '--proposal', 'chapter'), { count: 1, items: [{ id: second }] })
  t.match((await json('matches', '--ally', '@orgc_eg')).items, [{ id: second }])

  const shown = await allies('matches', 'show', '@OrgA_eg')
  t.match(shown, '+3.2  The names are the same but for the order of words.')
  t.match(shown, '-1.2  Different cities: York, Leeds.')
  t.match(shown, 'A place is named on one side only.')
  t.match(shown, 'likely the same')
  const many = await refused('matches', 'show', '#nobody_named_it')
  t.match(many.message, 'Nobody has nominated #nobody_named_it yet')
  const two = await refused('matches', 'show', '@OrgB_eg')
  t.equal(two.code, 'validation_failed')
  t.match(two.message, `${first} (with `, 'says which pairs there are')
  t.match((await refused('matches', 'show', 'OrgB')).message, 'write @handle, #hashtag')

  t.match((await refused('matches', 'decide', first, 'same', '--keep', '@OrgC_eg', ...because)).message, 'is neither of the two')
  t.match((await refused('matches', 'decide', first, 'related', ...because)).message, '--kind chapter --from')
  t.match((await refused('matches', 'decide', first, 'different', '--kind', 'press', ...because)).message, 'give them with related')
  const same = await json('matches', 'decide', '@OrgA_eg', 'same', '--keep', '@OrgB_eg', ...because)
  t.match(same, { decision: { verdict: 'same', merged: { id: a, into: b }, reason: 'in a test' }, entries: [{ id: b }] })
  t.match(await allies('decisions', '--ally', '@OrgA_eg'), /was merged into @?OrgB_eg: in a test/)
  const undone = await json('decisions', 'undo', same.decision.id, '--ask-again', ...because)
  t.same(undone.entries.map(({ id }: { id: string }) => id).sort(), [a, b].sort())
  t.match((await json('matches')).items, [{ id: first }, { id: second }], 'the question is open again')
  t.match((await refused('decisions', 'undo', same.decision.id, ...because)).message, 'was taken back on')
  t.match((await refused('decisions', 'undo', first, ...because)).message, 'allies decisions lists them')

  const related = await json('matches', 'decide', second, 'related', ...because)
  t.match(related.decision, { verdict: 'related', relation_kind: 'chapter' })
  deps.clock.advance(1_000)
  await allies('matches', 'decide', first, 'different', ...because)
  t.match(await json('matches'), { count: 0, items: [] })
  t.match((await json('decisions', '--limit', '2')).items, [{ verdict: 'different' }, { verdict: 'related' }])
  t.match((await refused('matches', 'show', '@OrgA_eg')).message, 'No pair with')
})

onBoth('entries are merged, parted and related by name, and refusals say the way out', async (t, deps) => {
  const { allies, json, refused } = commands(deps)
  const [a, b, tag] = [await nominate(deps, '@OrgA_eg'), await nominate(deps, '@OrgB_eg', ['@q_eg']), await nominate(deps, '#HarbourHour')]
  t.match(await json('merge', '@OrgB_eg', 'https://x.com/OrgA_eg', ...because), { id: a, members: [{ id: b }], support: { nominators: 2 } })
  t.match((await refused('merge', '@OrgB_eg', a, ...because)).message, 'are one entry already')
  t.match((await refused('unmerge', '@OrgA_eg', ...because)).message, b, 'names what can be parted')
  t.match(await allies('relations', '@OrgB_eg'), 'merged into it')
  t.match(await json('unmerge', '@OrgB_eg', ...because), { id: b, merged_into: null })
  t.match((await refused('merge', '@OrgB_eg', '@OrgA_eg', ...because)).message, 'back first')
  t.match((await refused('merge', '#HarbourHour', '@OrgA_eg', ...because)).message, 'owns the hashtag')

  const made = await json('relate', '#HarbourHour', 'owner', '@OrgA_eg', ...because)
  t.match(made, { kind: 'owner', reads: 'belongs to', from_id: tag, to_id: a })
  t.match(await json('relations', '@OrgA_eg'), { items: [{ id: made.id, reads: 'owns', ally: { id: tag } }] })
  t.match((await refused('relate', '@OrgA_eg', 'variant', '@OrgB_eg', ...because)).message, 'holds between two hashtags')
  t.match(await json('unrelate', made.id, ...because), { id: made.id, ended: true })
  t.match((await refused('unrelate', made.id, ...because)).message, 'ended already')
  t.match((await refused('unrelate', '@OrgA_eg', ...because)).message, 'allies relations ENTRY')
  t.equal((await getReview(deps, tag)).relations.length, 0)
})

onOneEngine('an entry is given other names and causes, shows who it is, and gives words back to the rules', async (t, deps) => {
  const { allies, json, refused } = commands(deps)
  const [a, tag] = [await nominate(deps, '@OrgA_eg'), await nominate(deps, '#HarbourHour')]
  const b = await nominate(deps, '@OrgB_eg')
  const done = await json('edit', '@OrgA_eg', '--also-called', 'Harbour Kitchen', 'Cegin yr Harbwr', '--cause', 'sw300', 'AN101', ...because)
  t.same(done.tags, ['SW300', 'AN101'])
  t.same([...done.aliases].sort(), ['Cegin yr Harbwr', 'Harbour Kitchen'])
  t.match((await refused('edit', '@OrgA_eg', '--cause', 'XX9', ...because)).message, 'XX9 is no tag of UK-CAT')
  t.match((await refused('edit', '@OrgA_eg', '--use', 'topical', ...because)).message, 'Only hashtags')
  t.match(await json('edit', '#HarbourHour', '--use', 'topical', ...because), { hashtag_use: 'topical', hashtag_use_by: 'organiser' })
  await allies('merge', '@OrgB_eg', '@OrgA_eg', ...because)
  await allies('relate', '#HarbourHour', 'owner', '@OrgA_eg', ...because)
  const shown = await allies('show', '@OrgA_eg')
  for (const words of [
    'also called Cegin yr Harbwr, Harbour Kitchen',
    'merged into it: OrgB_eg',
    'owns #HarbourHour',
    'causes: Food (SW300), Cats (AN101) by organiser',
  ])
    t.match(shown, words)
  t.match(await allies('show', b), `merged into ${a}`)
  t.match(await allies('show', tag), 'use: topical by organiser')
  const back = await json('edit', '@OrgA_eg', '--also-called', '', '--as-rules-say', 'causes', ...because)
  t.match(back, { aliases: [], tags_by: 'rules' })
  t.match(await json('edit', '#HarbourHour', '--as-rules-say', 'use', ...because), { hashtag_use_by: 'rules' })
})

onOneEngine('match compares what is new and says what came of it', async (t, deps) => {
  const { allies, json } = commands(deps)
  for (const [handle, name] of [
    ['@HarbourFood_eg', 'Harbour Community Food Trust'],
    ['@HarbourFoodT_eg', 'The Harbour Community Food Trust Ltd'],
  ] as const) {
    const id = await nominate(deps, handle)
    const { etag } = await getReview(deps, id)
    await editAlly(deps, 'key:test', id, etag, { name, reason: 'its name' })
    await decide(deps, id, 'approve', 'ally')
  }
  t.match(await json('match'), { entries: 2, waiting: 1 })
  t.match(await allies('match'), '1 pair waits for your word: allies matches')
  t.match(await json('matches'), { count: 1 })
})

onOneEngine('pair after pair, a key each', async (t, deps) => {
  const ids = []
  for (const one of ['A', 'B', 'C', 'D']) ids.push(await nominate(deps, `@Org${one}_eg`))
  const [a = '', b = '', c = '', d = ''] = ids
  const [first, second] = [await propose(deps, a, b, 3), await propose(deps, c, d, 1, { proposal: 'press' })]
  const typing = (keys: string): Keys => {
    const left = [...keys]
    return async () => left.shift() ?? null
  }
  let done: Awaited<ReturnType<typeof reviewPairs>> | undefined
  const text = await printed(async () => {
    done = await reviewPairs(deps, typing('xnpuq'))
  })
  t.same(done, { decided: 1, undone: 1, waiting: 2 }, 'an unknown key does nothing; n leaves the first')
  t.match(text, 's same · d different · n next · q quit')
  t.match(text, 'taken back')
  await printed(async () => {
    done = await reviewPairs(deps, typing('sp'))
  })
  t.same(done, { decided: 2, undone: 0, waiting: 0 })
  const decided = await listMatches(deps, { state: 'decided' }, { limit: 9 })
  t.match(
    decided.items.map(({ id, decision }) => [id, decision?.verdict, decision?.relation_kind ?? null]),
    [
      [first, 'same', null],
      [second, 'related', 'press'],
    ],
  )
  t.equal((await reviewPairs(deps, typing('')).catch(() => null))?.waiting, 0)
})

onOneEngine('the commands are there, and each says how it is used', async (t) => {
  const program = createProgram()
  for (const path of [
    'match',
    'matches list',
    'matches show',
    'matches decide',
    'matches review',
    'decisions list',
    'decisions undo',
    'merge',
    'unmerge',
    'relations',
    'relate',
    'unrelate',
  ]) {
    let command: Command | undefined = program
    for (const name of path.split(' ')) command = command?.commands.find((one) => one.name() === name)
    t.ok(command, path)
    t.ok(
      command?.options.some(({ long }) => long === '--json'),
      `${path} --json`,
    )
  }
  const help = await printed(async () => {
    program.commands.find((one) => one.name() === 'matches')?.outputHelp()
  })
  t.match(help, 'allies matches decide PAIR related --kind press --from')
})

onBoth('voices that are held for a merged entry are listed and decided at the one that stands for it', async (t, deps) => {
  const { allies, json } = commands(deps)
  await nominate(
    deps,
    '@HarbourHub_eg',
    Array.from({ length: 11 }, (_, n) => `@stranger_${n}_eg`),
  )
  const kitchen = await nominate(deps, '@HarbourFood_eg')
  await allies('merge', '@HarbourHub_eg', '@HarbourFood_eg', ...because)
  t.match((await json('held')).items, [{ id: kitchen, held: { waiting: 3, reasons: ['burst'] } }])
  t.match(await allies('held', '@HarbourFood_eg'), '@harbourhub_eg')
  const done = await json('release', '@HarbourHub_eg', ...because)
  t.same(done, { voices: 3, support: { nominators: 12, chats: 0 } })
  t.same((await json('held')).items, [])
})
