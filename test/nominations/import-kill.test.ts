import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { TEMPLATE } from '../helpers/template.js'

const POSTGRES = process.env.ALLIES_TEST_POSTGRES
const KILLS = Number(process.env.ALLIES_TEST_KILLS ?? 4)

t.setTimeout(300_000)

/** The command as a process of its own. Resolves with its exit code, null if it was killed. */
async function allies(args: string[], databaseUrl: string, killAfterMs?: number): Promise<number | null> {
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl, SECRET: 'a test secret of more than thirty-two characters', NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  if (killAfterMs !== undefined)
    await Promise.race([
      ended,
      delay(killAfterMs).then(() => {
        child.kill('SIGKILL')
      }),
    ])
  return ended
}

const lines = (posts: number) =>
  Array.from({ length: posts }, (_, i) =>
    JSON.stringify({
      id: String(450_000_000_000_000_000n + BigInt(i) * 4_194_304n),
      author_id: String(1000 + (i % 2503)),
      text: `A${1 + (i % 3)} @body${(i * 7) % 600}_eg and #tag${i % 40}_eg #SWHelper`,
      author: { id: String(1000 + (i % 2503)), username: `person${i % 2503}_eg` },
    }),
  ).join('\n')

/** RELIABILITY.md §9. What is read and what is stored are killed alike, wherever the moment falls. */
t.test(
  'killed at any moment, the same command completes the import, and undoing it takes all of it back',
  { skip: POSTGRES ? false : 'no Postgres: run the suite with npm test' },
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'allies-kill-'))
    const path = join(directory, 'posts.jsonl')
    // 720 KB: more than is read without threads, in three portions, and its 10,000 nominations are stored in three units of work: kills fall between and
    // within them.
    writeFileSync(path, lines(5_000))
    const admin = new pg.Client({ connectionString: POSTGRES })
    await admin.connect()
    const names: string[] = []
    t.teardown(async () => {
      for (const name of names) await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
      rmSync(directory, { recursive: true, force: true })
    })
    const fresh = async (suffix: string) => {
      const name = `t_import_${process.pid}_${suffix}`
      names.push(name)
      await admin.query(`create database ${name} template ${TEMPLATE}`)
      const url = new URL(POSTGRES ?? '')
      url.pathname = `/${name}`
      return url.href
    }
    const read = async <T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      const { rows } = await client.query<T>(sql)
      await client.end()
      return rows
    }
    const stateOf = (url: string) =>
      read(
        url,
        `select n.nominator_hash, n.target_kind, n.target_key, n.raw, n.text, n.post_id, n.source_line, n.question, n.nominated_at, a.name, a.support, a.status
         from nomination n join ally a on a.id = n.ally_id order by 1, 2, 3`,
      )

    const calm = await fresh('calm')
    const started = performance.now()
    t.equal(await allies(['import', path], calm), 0)
    const whole = performance.now() - started
    const expected = await stateOf(calm)
    t.ok(expected.length > 8_001, `${expected.length} nominations`)

    const shaken = await fresh('shaken')
    let killed = 0
    const states = new Set<string>()
    // Spread over the time that an undisturbed run takes, which later runs need less and less of.
    for (let i = 1; i <= KILLS; i++) {
      if ((await allies(['import', path], shaken, (whole * (i + 2)) / (KILLS + 3))) === null) killed++
      for (const { state } of await read<{ state: string }>(shaken, 'select state from archive_import')) states.add(state)
    }
    t.equal(await allies(['import', path], shaken), 0)
    t.comment(`${killed} of ${KILLS} were killed; left behind: ${[...states].join(', ')}`)
    t.ok(killed > 0)
    t.same(await stateOf(shaken), expected)
    t.same(await read(shaken, 'select 1 from ally where support = 0'), [], 'no entry without a voice')

    const [row] = await read<{ id: string }>(shaken, "select id from archive_import where state = 'done'")
    await allies(['imports', 'undo', row?.id ?? ''], shaken, whole / 2)
    t.equal(await allies(['imports', 'undo', row?.id ?? ''], shaken), 0)
    t.same(await read(shaken, 'select (select count(*) from nomination)::int as nominations, (select count(*) from ally)::int as allies'), [
      { nominations: 0, allies: 0 },
    ])
  },
)
