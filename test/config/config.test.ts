import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { describeConfig, loadConfig } from '../../src/config.js'
import { AppError } from '../../src/kernel/errors.js'

const SECRET = 'a test secret of more than thirty-two characters'

t.test('without any variable the defaults hold, and a generated secret is kept', async (t) => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'allies-config-'))
  t.teardown(() => rmSync(DATA_DIR, { recursive: true, force: true }))
  const config = loadConfig({ DATA_DIR })
  t.match(config, {
    PORT: 3000,
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://localhost:3000',
    HOME_FIELD: 'social-work',
    WORKER: true,
  })
  t.ok(config.SECRET.length >= 32)
  t.equal(loadConfig({ DATA_DIR }).SECRET, config.SECRET, 'the same after a restart')
  t.equal(statSync(join(DATA_DIR, 'secret')).mode & 0o777, 0o600, 'and readable by its owner only')
  t.ok(Object.isFrozen(config))
})

t.test('every fault is told at once, by variable', async (t) => {
  try {
    loadConfig({
      SECRET: 'short',
      PORT: 'many',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x',
      X_DAILY_ADD_CAP: '0',
      WORKER: 'perhaps',
      X_API_BASE_URL: 'http://api.example.org',
      X_ACCESS_SECRET: 'x',
    })
    t.fail('should have been refused')
  } catch (error) {
    t.ok(error instanceof AppError && error.code === 'bad_config')
    const names = (error as AppError).errors?.map((fault) => fault.parameter)
    for (const name of ['SECRET', 'PORT', 'LOG_LEVEL', 'DATABASE_URL', 'X_DAILY_ADD_CAP', 'WORKER', 'X_API_BASE_URL', 'X_APP_KEY', 'X_ACCESS_TOKEN'])
      t.ok(names?.includes(name), name)
    t.notMatch((error as AppError).message, /short/, 'values are not repeated')
  }
})

t.test('plain http to X is allowed on loopback only', async (t) => {
  for (const base of ['http://127.0.0.1:4100', 'http://localhost:4100', 'http://[::1]:4100', 'https://api.x.com'])
    t.equal(loadConfig({ SECRET, X_API_BASE_URL: base }).X_API_BASE_URL, base)
  for (const base of ['http://api.x.com', 'http://127.0.0.1.example.org', 'ftp://localhost', 'http://10.0.0.1'])
    t.throws(() => loadConfig({ SECRET, X_API_BASE_URL: base }), AppError)
})

t.test('empty variables count as absent, and secrets are never shown', async (t) => {
  const config = loadConfig({
    SECRET,
    X_BEARER_TOKEN: 'CANARY-TOKEN',
    COMMUNITY_NAME: '',
    X_APP_KEY: '',
  })
  t.equal(config.COMMUNITY_NAME, 'Community Allies')
  t.notMatch(JSON.stringify(describeConfig(config)), /CANARY|a test secret/)
  t.ok(describeConfig().every((row) => row.description.length > 5))
})

t.test('a home field that nobody ships is refused at the start, with those that are known', async (t) => {
  t.equal(loadConfig({ SECRET, HOME_FIELD: 'nursing' }).HOME_FIELD, 'nursing')
  t.throws(() => loadConfig({ SECRET, HOME_FIELD: 'nursery' }), { code: 'bad_config', message: /nursery.*social-work.*nursing/ })
})
