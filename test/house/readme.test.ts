import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createProgram } from '../../src/cli/program.js'
import { describeConfig } from '../../src/config.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

t.test('the settings table says what the program reads', async (t) => {
  const rows = describeConfig().map((row) => `| \`${row.name}\` | ${row.default ? `\`${row.default}\`` : ''} | ${row.description} |`)
  const shown =
    readme
      .split('<!-- settings')[1]
      ?.split('<!-- end of settings')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| `')) ?? []
  t.same(shown, rows)
})

t.test('every npm script that the README names exists', async (t) => {
  const named = new Set([...readme.matchAll(/npm run ([a-z]+)/g)].map(([, name = '']) => name))
  t.ok(named.size > 4)
  t.same(
    [...named].filter((name) => !(name in manifest.scripts)),
    [],
  )
})

t.test('every allies command that the README names exists, with its options', async (t) => {
  const program = createProgram()
  const lines = readme.split('\n').filter((line) => line.startsWith('npx allies '))
  t.ok(lines.length > 8)
  for (const line of lines) {
    const [first, second] = line.slice('npx allies '.length).split(' ')
    const outer = program.commands.find((command) => command.name() === first)
    const inner = outer?.commands.find((one) => one.name() === second)
    // A command may have others below it and do something by itself: then what follows it is its argument.
    const command = inner ?? (outer && (outer.commands.length === 0 || outer.registeredArguments.length > 0) ? outer : undefined)
    t.ok(command, line)
    const known = command?.options.map((option) => option.long) ?? []
    for (const option of line.match(/--[a-z-]+/g) ?? []) t.ok(known.includes(option), `${line}: ${option}`)
  }
})

t.test('the files that the README links to exist', async (t) => {
  for (const [, path = ''] of readme.matchAll(/\]\(((?!http)[^)#]+)\)/g)) t.doesNotThrow(() => execFileSync('ls', [join(root, path)]), path)
})
