import fc from 'fast-check'
import t from 'tap'
import { ANSWERS, type AnswerName, type AnswerRow, listNotFound, notAuthorized, userNotFound, userSuspended } from '../../src/platform/answers.js'
import { type Operation, PRICES_MILLI_USD } from '../../src/platform/port.js'
import { classify, type Reply, readPartialError } from '../../src/platform/x/classify.js'

const now = new Date('2026-03-01T12:00:00.000Z')
const operations = Object.keys(PRICES_MILLI_USD) as Operation[]
const reply = (status: number | undefined, body?: unknown, headers: Reply['headers'] = {}): Reply => ({ status, body, headers })
const kindOf = (operation: Operation, status: number | undefined, body?: unknown) => classify(operation, reply(status, body), now).kind

t.test('every row of the shared table is classified as the table says, under both spellings of the problem host', async (t) => {
  for (const [name, row] of Object.entries(ANSWERS) as [AnswerName, AnswerRow][]) {
    for (const operation of operations) {
      const wanted = row.kinds[operation] ?? row.kinds['*']
      if (wanted === undefined) continue
      for (const host of ['api.twitter.com', 'api.x.com'] as const) {
        const { kind, status } = classify(operation, reply(row.status, row.body({ host, value: '42' })), now)
        t.equal(kind, wanted, `${name} on ${operation}, ${host}`)
        t.equal(status, row.status)
      }
    }
  }
})

t.test('a 200 that holds errors and no data is read from its first row', async (t) => {
  const rows: [Operation, unknown, string][] = [
    ['list.get', listNotFound('7'), 'gone'],
    ['list.members.read', listNotFound('7'), 'gone'],
    ['list.get', notAuthorized('7', 'list', 'id'), 'not-owner'],
    ['list.members.add', userNotFound('7', 'user_id'), 'gone'],
    ['list.members.add', userSuspended('7', 'user_id'), 'suspended'],
    ['list.members.add', notAuthorized('7', 'user', 'user_id'), 'protected-or-blocked'],
  ]
  for (const [operation, row, kind] of rows) t.equal(kindOf(operation, 200, { errors: [row] }), kind, `${operation} → ${kind}`)
})

t.test('what is no answer of the API is never believed', async (t) => {
  t.equal(kindOf('list.get', undefined), 'transient', 'no status line')
  t.equal(kindOf('list.get', 200, {}), 'transient', '200 without the expected key')
  t.equal(kindOf('list.get', 200, ''), 'transient', '301 and empty bodies come out of the client as text')
  t.equal(kindOf('list.get', 404, '<html>'), 'transient', 'a page from the edge does not make a list gone')
  t.equal(kindOf('list.get', 404, { title: 'Not Found' }), 'gone')
  t.equal(kindOf('list.members.add', 403, '<html>'), 'refused', 'a 403 is never sent again, whatever it looks like')
})

t.test('the words of a refusal do not matter, and its code does', async (t) => {
  t.equal(kindOf('list.members.add', 403, { detail: "YOU AREN'T ALLOWED to add members to this list" }), 'refused')
  t.equal(kindOf('list.members.add', 403, { errors: [{ code: 326, message: 'locked' }] }), 'locked')
  t.equal(kindOf('list.members.remove', 404, { detail: 'User is not a member of this list' }), 'success')
  t.equal(kindOf('list.update', 400, { detail: 'You are not the owner of this list' }), 'not-owner')
})

t.test('a 400 gives the values it names: those in its message before the whole batch in its parameters', async (t) => {
  const named = { errors: [{ parameters: { usernames: ['a', 'b'] }, message: 'The `usernames` query parameter value [b] is not valid' }] }
  const listed = { errors: [{ parameters: { usernames: ['b'] }, message: 'bad' }] }
  t.same(classify('users.lookup', reply(400, named), now).offending, ['b'])
  t.same(classify('users.lookup', reply(400, listed), now).offending, ['b'])
  t.same(classify('users.lookup', reply(400, { errors: [null, 3, { parameters: 'x' }] }), now).offending, [])
})

t.test('reset headers are clamped between a minute and 16 minutes, a day for the daily kinds', async (t) => {
  const seconds = (ms: number) => String(Math.floor((now.getTime() + ms) / 1000))
  const wait = (headers: Reply['headers']) => ((classify('list.get', reply(429, {}, headers), now).resetAt?.getTime() ?? 0) - now.getTime()) / 1000
  t.equal(wait({ 'x-rate-limit-reset': seconds(300_000) }), 300, 'proper')
  t.equal(wait({ 'x-rate-limit-reset': seconds(-3_600_000) }), 60, 'past')
  t.equal(wait({}), 60, 'absent')
  t.equal(wait({ 'x-rate-limit-reset': '10413792000' }), 960, 'year 2300')
  t.equal(wait({ 'x-rate-limit-reset': 'soon' }), 60, 'no number')
  t.equal(wait({ 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': seconds(6 * 3_600_000) }), 6 * 3600, 'daily')
  t.equal(wait({ 'x-app-limit-24hour-remaining': '0', 'x-app-limit-24hour-reset': '10413792000' }), 24 * 3600 + 60, 'daily and absurd')
  t.equal(wait({ 'x-user-limit-24hour-remaining': '5', 'x-user-limit-24hour-reset': seconds(6 * 3_600_000) }), 60, 'daily, not used up')
})

t.test('partial errors name an account and its fate', async (t) => {
  t.same(readPartialError(userNotFound('Ghost', 'usernames')), { value: 'Ghost', status: 'not_found' })
  t.same(readPartialError(userSuspended('Bad', 'usernames', { host: 'api.x.com' })), { value: 'Bad', status: 'suspended' })
  t.same(readPartialError(notAuthorized('Shy', 'user', 'usernames')), { value: 'Shy', status: 'unanswered' })
  for (const nothing of [null, 3, [], {}, { value: 3 }]) t.equal(readPartialError(nothing), null)
})

t.test('no answer whatever makes it throw, repeat a refusal as transient, or wait outside its bounds', async (t) => {
  const word = fc.oneof(fc.string(), fc.constantFrom('Forbidden', 'https://api.x.com/2/problems/resource-not-found', 'User has been suspended: [x].'))
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { title: word, detail: word, type: word, errors: fc.array(fc.oneof(fc.jsonValue(), fc.record({ code: fc.integer(), message: word }))) },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...operations),
      fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
      body,
      fc.dictionary(fc.constantFrom('x-rate-limit-reset', 'x-rate-limit-remaining'), fc.oneof(fc.string(), fc.nat().map(String))),
      (operation, status, value, headers) => {
        const { kind, resetAt } = classify(operation, reply(status, value, headers), now)
        const wait = (resetAt?.getTime() ?? 0) - now.getTime()
        if (kind === 'rate' && !(wait >= 60_000 && wait <= 960_000)) return false
        return !(status === undefined && kind !== 'transient')
      },
    ),
    { numRuns: 2000 },
  )
  t.pass('2,000 answers')
})
