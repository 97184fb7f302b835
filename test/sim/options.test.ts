import t from 'tap'
import { readOptions, USAGE, WrongOption } from './options.js'

const said = (args: string[]): string => {
  try {
    return JSON.stringify(readOptions(args))
  } catch (error) {
    return error instanceof WrongOption ? error.message : `not for people: ${error}`
  }
}

t.test('each way of running it is read', async (t) => {
  t.match(readOptions([]), { job: 'seeds', seeds: 100_000, from: 1, crashAt: undefined })
  t.match(readOptions(['--crash-every-step', '--from', '7']), { job: 'crashes', seeds: 500, from: 7 })
  t.match(readOptions(['--replay', '12', '--crash-at', '0', '--whole']), { job: 'replay', from: 12, crashAt: null, whole: true })
  t.match(readOptions(['--mutant', 'no-lease', '--seeds', '5']), { job: 'seeds', seeds: 5, mutant: 'no-lease' })
  t.equal(readOptions(['--mutants', '--help']).job, 'help')
})

for (const [args, message] of [
  [['--sedes', '3'], /^Unknown option '--sedes'$/],
  [['3'], /^Unexpected argument '3'$/],
  [['--seeds', 'many'], /^--seeds takes a number from 1 to 4294967295, not "many"$/],
  [['--replay', '4294967296'], /^--replay takes a number/],
  [['--mutant', 'none'], /^there is no mutant none; there are two-way-diff, /],
  [['--crash-at', '3'], /^--crash-at goes with --replay only$/],
  [['--mutants', '--wire'], /^--mutants and --wire do not go together$/],
] as const)
  t.test(`${args.join(' ')} is answered in one line`, async (t) => {
    t.match(said([...args]), message)
    t.notMatch(said([...args]), /\n/)
  })

t.test('the usage names every option', async (t) => {
  for (const name of ['seeds', 'from', 'threads', 'show', 'crash-every-step', 'crash-at', 'mutants', 'mutant', 'replay', 'whole', 'wire', 'postgres', 'help'])
    t.match(USAGE, `  --${name} `)
})
