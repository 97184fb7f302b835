import t from 'tap'
import { ACTIONS, decide, isPublic } from '../../src/directory/decide.js'

const STATUSES = ['proposed', 'approved', 'rejected', 'retired', 'withdrawn'] as const
const base = {
  status: 'proposed' as const,
  gate: 'ally' as const,
  merged_into: null,
  duplicate_of: null,
}

t.test('each action leads from these states and no others', async (t) => {
  const allowed: Record<string, string> = {
    'proposed approve': 'approved',
    'proposed reject': 'rejected',
    'proposed withdraw': 'withdrawn',
    'approved retire': 'retired',
    'approved withdraw': 'withdrawn',
    'approved reopen': 'proposed',
    'rejected withdraw': 'withdrawn',
    'rejected reopen': 'proposed',
    'retired withdraw': 'withdrawn',
    'retired reopen': 'proposed',
  }
  for (const status of STATUSES) {
    for (const action of ACTIONS) {
      const decided = decide({ ...base, status }, action, 'ally')
      t.equal(decided.ok ? decided.status : undefined, allowed[`${status} ${action}`], `${status} ${action}`)
      if (!decided.ok) t.match(decided.detail, status)
    }
  }
})

t.test('approving needs the gate to say ally, and the refusal names the way out', async (t) => {
  for (const gate of ['home', 'unsure'] as const) {
    const decided = decide({ ...base, gate }, 'approve', gate)
    t.notOk(decided.ok)
    if (!decided.ok) t.match(decided.detail, 'gate "ally"')
    t.ok(decide({ ...base, gate }, 'reject', gate).ok, 'rejecting needs no gate')
  }
})

t.test('a merged entry and a duplicate account are decided elsewhere', async (t) => {
  t.notOk(decide({ ...base, merged_into: 'aly_2' }, 'approve', 'ally').ok)
  t.notOk(decide({ ...base, duplicate_of: 'aly_2' }, 'approve', 'ally').ok)
  t.ok(decide({ ...base, duplicate_of: 'aly_2' }, 'reject', 'ally').ok)
})

t.test('only approved allies are public', async (t) => {
  for (const status of STATUSES) {
    for (const gate of ['ally', 'home', 'unsure'] as const) t.equal(isPublic({ status, gate, merged_into: null }), status === 'approved' && gate === 'ally')
  }
  t.notOk(isPublic({ status: 'approved', gate: 'ally', merged_into: 'aly_2' }))
})

t.test('a second look lets the same decision be made again, and nothing else', async (t) => {
  for (const status of ['proposed', 'approved', 'rejected', 'retired', 'withdrawn'] as const)
    for (const action of ['approve', 'reject', 'retire', 'withdraw', 'reopen'] as const) {
      const subject = { status, gate: 'ally' as const, merged_into: null, duplicate_of: null }
      const [before, asked] = [decide(subject, action, 'ally'), decide({ ...subject, second_look: true }, action, 'ally')]
      const upheld = (status === 'rejected' && action === 'reject') || (status === 'retired' && action === 'retire')
      t.equal(asked.ok, before.ok || upheld, `${action} ${status}`)
      if (upheld) t.same(asked, { ok: true, status })
    }
})
