import t, { type Test } from 'tap'
import { depsOn, type EngineOptions, type TestDeps } from '../helpers/engines.js'

/** For what the database engine has no part in: every build of the server costs a third of a second of CPU. */
export const onOneEngine = (name: string, fn: (t: Test, deps: TestDeps) => Promise<void>, options: EngineOptions = {}): void => {
  t.test(name, async (t) => fn(t, await depsOn('pglite', options)))
}
