/** The page's own script: asks /_sim/overview every second and draws with text nodes only. Plain enough for a browser of some years ago. */
export const WATCH_SCRIPT = `
const at = (id) => document.getElementById(id)
const dollars = (milli) => milli === null ? 'without end' : '$' + (milli / 1000).toFixed(3)
const clock = (ms) => new Date(ms).toISOString().replace('T', ' ').slice(0, 19)
function cell(what, tag) {
  const td = document.createElement(tag || 'td')
  for (const part of Array.isArray(what) ? what : [what]) td.append(part === null || part === undefined ? '' : part)
  return td
}
function button(label, act) {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = label
  made.onclick = () => act().then(look, say)
  return made
}
function draw(id, head, rows, none) {
  const table = at(id)
  const top = document.createElement('tr')
  top.append(...head.map((name) => cell(name, 'th')))
  const made = rows.map((row) => {
    const tr = document.createElement('tr')
    tr.append(...row.map((what) => what instanceof HTMLTableCellElement ? what : cell(what)))
    return tr
  })
  if (made.length === 0) { const tr = document.createElement('tr'); tr.append(cell(none || 'none')); made.push(tr) }
  table.replaceChildren(top, ...made)
}
const wrapped = (what, name) => { const td = cell(what); td.className = 'wrap ' + (name || ''); return td }
const say = (error) => { at('said').textContent = error ? String(error.message || error) : '' }
async function tell(method, path, body) {
  const answer = await fetch(path, body === undefined ? { method } : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error((await answer.json()).detail)
  say('')
}
let before = ''
let hidden = {}
async function look() {
  const sum = at('sum')
  try {
    const text = await (await fetch('/_sim/overview')).text()
    const all = JSON.parse(text)
    sum.textContent = clock(all.now) + ' · ' + all.counts.users + ' accounts · lists: ' + all.counts.lists + ' · calls: ' + all.counts.calls + ' · spent ' + dollars(all.ledger.spent_milli_usd) + ', balance ' + dollars(all.ledger.balance_milli_usd)
    const same = text.slice(text.indexOf('"counts"')) + at('only').value
    if (same === before) return
    before = same
    show(all)
  } catch (error) { sum.textContent = 'The simulator does not answer (' + error.message + ').' }
}
function show(all) {
  const form = at('fault')
  if (form.elements.name.options.length === 0) {
    form.elements.name.append(...all.names.map((name) => new Option(name)))
    form.elements.route.append(...all.routes.map((name) => new Option(name)))
  }
  draw('faults', ['On now', 'With', 'Calls seen', ''], all.faults.map(({ id, name, seen, ...rest }) => [name, wrapped(Object.entries(rest).map(([key, value]) => key + ': ' + value).join(', ')), seen, button('Switch off', () => tell('DELETE', '/_sim/faults/' + id))]), 'Nothing goes wrong.')
  const picked = at('hand').elements.list
  const chosen = picked.value
  picked.replaceChildren(...all.lists.map((list) => new Option(list.name + ' (' + list.id + ')', list.id)))
  if (all.lists.some((list) => list.id === chosen)) picked.value = chosen
  hidden = Object.fromEntries(all.lists.map((list) => [list.id, list.private]))
  draw('ledger', ['Call', 'Times', 'Charged for', 'Cost'], Object.entries(all.ledger.by_route).map(([route, row]) => [route, row.calls, row.units, dollars(row.cost_milli_usd)]), 'Nothing was charged.')
  draw('lists', ['List', 'Owner', '', 'Members', 'Who'], all.lists.map((list) => [wrapped(list.name + ' (' + list.id + ')' + (list.description ? ': ' + list.description : '')), '@' + list.owner, list.private ? 'private' : 'public', list.member_count, wrapped(list.members.map((name) => '@' + name).join(' ') + (list.member_count > list.members.length ? ' …' : ''))]), 'There are no lists yet.')
  draw('log', ['When', 'Status', 'Call', 'As', 'About', 'Effect', 'Faults', 'Cost'], all.log.map((row) => {
    const status = cell(row.status === 0 ? 'cut' : row.status)
    if (row.status === 0 || row.status >= 400) status.className = 'bad'
    const effect = cell(row.effect === 'none' ? '' : row.effect)
    effect.className = 'did'
    return [clock(row.at).slice(11), status, row.route, row.owner ? '@' + row.owner : 'app', row.about, effect, wrapped(row.faults.join(', '), 'bad'), dollars(row.cost_milli_usd)]
  }), 'Nobody has asked anything yet.')
  draw('windows', ['Who and what', 'Used', 'Of', 'Until'], all.windows.map((row) => [row.key, row.used, row.limit, clock(row.until)]), 'No window is open.')
  const only = at('only').value.toLowerCase().replace('@', '')
  const users = all.users.filter((user) => user.username.toLowerCase().includes(only))
  const flip = (user, name, label) => button((user[name] ? 'not ' : '') + label, () => tell('PATCH', '/_sim/users/' + user.id, { [name]: !user[name] }))
  draw('users', ['Handle', 'Id', 'Name', 'Followers', 'State', ''], users.slice(0, 200).map((user) => {
    const state = ['protected', 'suspended', 'deleted'].filter((name) => user[name]).join(', ')
    return ['@' + user.username, user.id, wrapped(user.name), user.followers_count, state, cell([flip(user, 'protected', 'protected'), flip(user, 'suspended', 'suspended'), flip(user, 'deleted', 'deleted')])]
  }))
}
at('only').oninput = look
at('fault').onsubmit = (event) => {
  event.preventDefault()
  const spec = {}
  for (const field of event.target.elements) if (field.name && field.value !== '') spec[field.name] = field.type === 'number' ? Number(field.value) : field.value
  tell('POST', '/_sim/faults', spec).then(look, say)
}
at('hand').onsubmit = (event) => {
  event.preventDefault()
  const { list, what } = event.target.elements
  const act = event.submitter ? event.submitter.value : 'add'
  const handSaid = (error) => { at('hand-said').textContent = error ? String(error.message || error) : '' }
  if (list.value === '') return handSaid('There is no list yet.')
  if (what.value.trim() === '' && act !== 'private' && act !== 'deleted' && act !== 'description') return handSaid(act === 'name' ? 'Give the new name.' : 'Give the account.')
  const change = act === 'private' ? { private: !hidden[list.value] } : act === 'deleted' ? { deleted: true } : { [act]: what.value.trim() }
  tell('POST', '/_sim/lists/' + list.value, change).then(() => { what.value = ''; handSaid(''); return look() }, handSaid)
}
at('balance').onsubmit = (event) => {
  event.preventDefault()
  const { value } = event.target.elements.usd
  tell('POST', '/_sim/balance', { usd: value === '' ? null : Number(value) }).then(look, say)
}
look()
setInterval(look, 1000)
`
