import type { TestDeps } from '../../helpers/engines.js'

/** What the embedded database was asked while this ran. */
export async function onRead({ database }: TestDeps, run: () => Promise<void>): Promise<{ text: string; params: unknown[] }[]> {
  const { pglite } = database
  if (!pglite) throw new Error('this looks into the embedded database')
  const found: { text: string; params: unknown[] }[] = []
  type Ask = (text: string, params?: unknown[], ...more: unknown[]) => Promise<unknown>
  const listening = (to: { query: unknown }) => {
    const ask = (to.query as Ask).bind(to)
    to.query = (text: string, params: unknown[] = [], ...more: unknown[]) => {
      found.push({ text, params })
      return ask(text, params, ...more)
    }
  }
  const { query, transaction } = pglite
  listening(pglite)
  pglite.transaction = ((work: (tx: { query: unknown }) => unknown) =>
    transaction.call(pglite, async (tx) => {
      listening(tx)
      return work(tx)
    })) as typeof transaction
  try {
    await run()
  } finally {
    Object.assign(pglite, { query, transaction })
  }
  return found
}
