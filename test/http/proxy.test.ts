import { onBoth } from '../helpers/engines.js'
import { testApp } from './app.js'

const nominate = (from: string) => ({
  method: 'POST' as const,
  url: '/api/v1/nominations',
  headers: { 'x-forwarded-for': from },
  payload: { targets: ['@HarbourFood_eg'] },
})
const isNew = (answer: { json(): unknown }) => (answer.json() as { nominations: { created: boolean }[] }).nominations[0]?.created

onBoth('without a named proxy nobody can pretend to be many', async (t, deps) => {
  const { app } = await testApp(t, deps)
  t.equal(isNew(await app.inject(nominate('192.0.2.1'))), true)
  t.equal(isNew(await app.inject(nominate('192.0.2.2'))), false)
})

onBoth(
  'a named proxy says who is asking',
  async (t, deps) => {
    const { app } = await testApp(t, deps)
    t.equal(isNew(await app.inject(nominate('192.0.2.1'))), true)
    t.equal(isNew(await app.inject(nominate('192.0.2.2'))), true)
    t.equal(isNew(await app.inject(nominate('192.0.2.1'))), false)
  },
  { config: { TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' } },
)
