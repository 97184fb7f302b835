import pg from 'pg'
import t from 'tap'
import { TEMPLATE } from '../helpers/template.js'
import { killLoop } from './loop.js'

const POSTGRES = process.env.ALLIES_TEST_POSTGRES
/** Two hundred are `npm run kill`. */
const KILLS = 5

// A start takes a second, on a busy machine several.
t.setTimeout(300_000)

t.test(
  'killed again and again: what was acknowledged stands once, and nothing stands twice',
  { skip: POSTGRES ? false : 'no Postgres: run the suite with npm test' },
  async (t) => {
    const name = `t_kill_${process.pid}`
    const admin = new pg.Client({ connectionString: POSTGRES })
    await admin.connect()
    await admin.query(`create database ${name} template ${TEMPLATE}`)
    t.teardown(async () => {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    })
    const url = new URL(POSTGRES ?? '')
    url.pathname = `/${name}`
    const told = (kill: number, inDoubt: number) => t.equal(inDoubt, 0, `after kill ${kill} every request in doubt was answered when it was repeated`)
    const { acknowledged, retried, replayed, lost, doubled, uneven, unanswered } = await killLoop({ databaseUrl: url.href, kills: KILLS, clients: 6, told })
    t.same(lost, [], 'none is lost')
    t.same(doubled, [], 'none stands twice, and none that nobody knows of')
    t.same(uneven, [], 'each has its one event and its one record')
    t.same(unanswered, [])
    t.ok(
      retried >= KILLS,
      `the kills hit requests under way: ${KILLS} kills, ${acknowledged} acknowledged, ${retried} in doubt, of which ${replayed} had been written`,
    )
  },
)
