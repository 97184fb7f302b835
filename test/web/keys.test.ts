import { putOrganiser } from '../../src/access/organisers/service.js'
import { createKey, findKey, listKeys } from '../../src/access/service.js'
import { onBoth } from '../helpers/engines.js'
import { onOneEngine } from '../http/one-engine.js'
import { openDesk } from './desk.js'

onBoth('keys are made on the desk, shown once, and ended after a question', async (t, deps) => {
  const desk = await openDesk(t, deps)
  t.match((await desk.get('/desk/review')).body, 'href="/desk/keys"', 'linked from every page of the desk')
  t.match((await desk.get('/desk/organisers')).body, 'href="/desk/keys"')
  const empty = await desk.get('/desk/keys')
  t.match(empty.body, 'you are signed in with it')
  t.notMatch(empty.body, '<script', 'nothing on it needs a script')

  const made = await desk.post('/desk/keys', { name: 'Partner site', scopes: ['nominations:write'], last_day: '2030-06-30' })
  t.equal(made.statusCode, 200)
  const key = /alk_live_[0-9a-z]{12}_[0-9a-z]+/.exec(made.body)?.[0] ?? ''
  t.same((await findKey(deps, key))?.scopes, ['nominations:write'])
  const [newest] = await listKeys(deps)
  t.match(newest, { name: 'Partner site', expires_at: new Date('2030-07-01T00:00:00Z') }, 'to the end of the day')
  t.notMatch((await desk.get('/desk/keys')).body, key.slice(-30), 'and never again')

  const id = newest?.id ?? ''
  const asked = await desk.get(`/desk/keys/${id}/end`)
  t.match(asked.body, 'End the key Partner site?')
  t.notMatch(asked.body, /signed out|last way in/)
  t.ok(await findKey(deps, key), 'asking ends nothing')
  const ended = await desk.post(`/desk/keys/${id}/end`, {})
  t.equal(ended.headers.location, '/desk/keys?done=key-ended')
  t.equal(await findKey(deps, key), null)
  const after = await desk.get('/desk/keys?done=key-ended')
  t.match(after.body, 'Ended keys (1)')
  t.notMatch(after.body, `/desk/keys/${id}/end`)
  t.match((await desk.get(`/desk/keys/${id}/end`)).body, 'has ended')
})

onBoth('whoever ends the key they signed in with is told before and after; the last way in is named as such', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const [own] = await listKeys(deps)
  const page = `/desk/keys/${own?.id}/end`
  t.match((await desk.get(page)).body, /you will be signed out[\s\S]*last way in/)
  await putOrganiser(deps, 'test', { handle: '@alice_eg', x_user_id: '14000001', scopes: ['admin'] })
  t.notMatch((await desk.get(page)).body, 'last way in', 'an administrator who signs in with X is another')
  const gone = await desk.post(page, {})
  t.equal(gone.headers.location, '/desk?done=key-ended')
  const door = await desk.get('/desk?done=key-ended')
  t.equal(door.statusCode, 200)
  t.match(door.body, 'is ended, and so is your session')
  t.equal((await desk.get('/desk/keys')).statusCode, 303)
})

onOneEngine('what is wrong with a key is said beside its field, and what was typed stays', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const wrong = await desk.post('/desk/keys', { name: 'Typed by hand', last_day: '2020-01-01' })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, 'Please tick one at least')
  t.match(wrong.body, 'a day that is not over')
  t.match(wrong.body, 'Typed by hand')
  t.equal((await desk.post('/desk/keys', { name: 'x', scopes: ['admin'], last_day: '2030-02-30' })).statusCode, 400)
  t.equal((await desk.post('/desk/keys', { name: 'x', scopes: ['all'] })).statusCode, 400)
  t.equal((await listKeys(deps)).length, 1)
  t.equal((await desk.get('/desk/keys/key_01jnb1h6w0e3qxt6yz0p4v8kdm/end')).statusCode, 404)
  t.equal((await desk.post('/desk/keys', { name: 'x', scopes: ['admin'] }, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).statusCode, 403)
})

onOneEngine('only administrators come to the keys', async (t, deps) => {
  const desk = await openDesk(t, deps, ['directory:curate', 'lists:apply', 'privacy:manage', 'nominations:write'])
  const { id } = await createKey(deps, { name: 'Admin', scopes: ['admin'], actor: 'test' })
  for (const answer of [
    await desk.get('/desk/keys'),
    await desk.get(`/desk/keys/${id}/end`),
    await desk.post('/desk/keys', { name: 'x', scopes: ['admin'] }),
    await desk.post(`/desk/keys/${id}/end`, {}),
  ])
    t.equal(answer.statusCode, 403)
  t.match(
    (await listKeys(deps)).find((one) => one.id === id),
    { revoked_at: null },
  )
})
