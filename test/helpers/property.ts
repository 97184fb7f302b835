import fc from 'fast-check'
import type { Test } from 'tap'

/** One assertion per property: it holds for every case that fast-check makes, or the test shows the smallest case that breaks it. */
export function holds<T>(t: Test, property: fc.IRawProperty<T>, name: string, runs = 200): void {
  const details = fc.check(property, { numRuns: runs })
  if (details instanceof Promise) throw new Error('use holdsAsync for asynchronous properties')
  t.notOk(details.failed, details.failed ? `${name}: ${fc.defaultReportMessage(details)}` : name)
}

export async function holdsAsync<T>(t: Test, property: fc.IAsyncProperty<T>, name: string, runs = 100): Promise<void> {
  const details = await fc.check(property, { numRuns: runs })
  t.notOk(details.failed, details.failed ? `${name}: ${fc.defaultReportMessage(details)}` : name)
}
