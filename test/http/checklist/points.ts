import type { Test } from 'tap'
import type { EngineOptions, TestDeps } from '../../helpers/engines.js'
import { onOneEngine } from '../one-engine.js'
import { POINTS } from './table.js'

/** The check of one point, on an empty database. It holds in full if every assertion does, in part if some do. */
export const point = (number: number, check: (t: Test, deps: TestDeps) => Promise<void>, options: EngineOptions = {}): void =>
  onOneEngine(`API ${number}: ${POINTS[number]}`, check, options)
