import type { Test } from 'tap'
import type { EngineOptions, TestDeps } from '../../helpers/engines.js'
import { onOneEngine } from '../one-engine.js'

/** What the API promises, point by point. Each has one check, a test of this name; `npm run bench -- checklist` prints what became of them. */
export const POINTS: Readonly<Record<number, string>> = {
  1: 'every failure is an RFC 9457 problem',
  2: 'each code has a page of its own',
  3: 'all faults at once, each with its pointer or parameter',
  4: 'unknown members and parameters are refused by name',
  5: 'ETag and conditional requests as RFC 9110 has them',
  6: 'an edit names its version, and of two writers one wins',
  7: 'pages lose and double nothing while entries come and go',
  8: 'links in header and body are the same; limits are lowered, counts only on request',
  9: 'filters and sorts are a closed list, each served by an index',
  10: 'Idempotency-Key: replayed, missing, in progress, reused',
  11: 'RateLimit headers tell the truth, and so does Retry-After',
  12: 'an answer 304 is free',
  13: 'any site may read, and see the headers that matter',
  14: 'every read says how long it may be kept and what it varies by',
  15: '405 with Allow, HEAD as GET, OPTIONS on every address',
  16: 'JSON and CSV hold the same, by Accept and by suffix',
  17: 'Atom and JSON Feed are valid, their ids stable',
  18: 'iCalendar: the same hour across the change of clocks, UIDs stable',
  19: 'JSON-LD on pages and as an export',
  20: 'oEmbed and a small widget: no cookies, hostile names inert',
  21: 'OpenAPI 3.1: served, committed and generated are one',
  22: 'the document has no lint findings',
  23: 'answers match the document',
  24: 'a written contract, and a guard against breaking it',
  25: 'Deprecation and Sunset announce what will go',
  26: 'keys are hashed at rest, end and can be revoked',
  27: 'sign-in with PKCE and state, session cookie, no foreign forms',
  28: '401 and 403 name the scope that is needed, on every operation',
  29: 'webhooks are signed, rotated, redelivered, and never led into closed nets',
  30: 'whoever follows the change feed has the directory',
  31: 'a dry run gives the same verdict and changes nothing',
  32: 'a plan is data with a checksum; stale and unsafe ones are refused',
  33: 'long work answers 202, survives a crash, and tells what became of each operation',
  34: 'each change has a row of who, what and why, in a chain that shows tampering',
  35: 'who leaves is gone from every surface at once and cannot be listed again',
  36: 'merging says why, and the old id leads on',
  37: 'each figure of reach has method, interval and date',
  38: 'probes, metrics, trace context and request ids',
  39: 'each operation has samples that run as written',
  40: 'cached reads are cheap, and exports do not grow with the directory',
}

/** What a point asks for that is not there yet, and so is not checked: such a point holds in part. */
export const GAPS: Readonly<Record<number, string>> = {
  12: 'pages of JSON are read from the database before it is known that they have not changed',
  40: 'pages are made anew for each request; no cache',
}

/** The check of one point, on an empty database. It holds in full if every assertion does, in part if some do. */
export const point = (number: number, check: (t: Test, deps: TestDeps) => Promise<void>, options: EngineOptions = {}): void =>
  onOneEngine(`API ${number}: ${POINTS[number]}`, check, options)
