/**
 * What the product is guarded against, and the tests that show it; `list.test.ts` looks whether they stand. After "OWASP API Security Top 10" (2023) and the OWASP Cheat Sheets on
 * SSRF, CSRF, XSS, CSV injection and password storage, as far as they concern a service of this kind.
 */
export interface Guard {
  against: string
  /** File beneath test/, and the beginning of the title. `point n`: of the checklist of the API (test/http/checklist). */
  tests: readonly [file: string, title: string][]
  /** What no test of ours shows, and why. */
  not_shown?: string
}

export const GUARDS: readonly Guard[] = [
  {
    against: 'keys that can be guessed, or read out of the database',
    tests: [
      ['http/checklist/access.test.ts', 'point 26'],
      ['access/keys.test.ts', 'the key is shown once and is nowhere in the database'],
    ],
  },
  { against: 'secrets told by the time a comparison takes', tests: [['security/list.test.ts', 'what opens doors is compared in constant time']] },
  { against: 'operations beyond a key’s scopes', tests: [['http/authorisation.test.ts', 'every operation for everybody']] },
  {
    against: 'other people’s objects',
    tests: [
      ['http/checklist/access.test.ts', 'point 28'],
      ['privacy/leave.test.ts', 'what is not public is told of nobody'],
      ['web/pages.test.ts', 'a private list has no public page'],
    ],
    not_shown: 'objects of one key against another key: all organisers share one directory, and no object belongs to a key',
  },
  {
    against: 'members that set what nobody may set',
    tests: [
      ['http/checklist/errors.test.ts', 'point 4'],
      ['fuzz/fuzz.test.ts', 'nothing that must hold is broken'],
    ],
  },
  {
    against: 'more requests than are allowed, under false addresses',
    tests: [
      ['http/checklist/protocol.test.ts', 'point 11'],
      ['http/proxy.test.ts', 'without a named proxy nobody can pretend to be many'],
      ['http/overload.test.ts', 'who comes while too many wait'],
      ['http/arrival.test.ts', 'a small body that does not come in time'],
    ],
  },
  {
    against: 'being led into closed nets (SSRF)',
    tests: [
      ['http/checklist/mirrors.test.ts', 'point 29'],
      ['directory/freshness/sites.test.ts', 'this machine is not reached by number, by name, by other spellings'],
      ['webhooks/webhooks.test.ts', '410 ends it at once; silence and closed nets'],
    ],
  },
  { against: 'forged or repeated webhooks', tests: [['webhooks/webhooks.test.ts', 'an event is told once, signed, thin']] },
  { against: 'cells that a spreadsheet computes', tests: [['formats/exports.test.ts', 'no cell begins as a spreadsheet would begin to compute']] },
  {
    against: 'markup and scripts in what people write (XSS)',
    tests: [
      ['web/pages.test.ts', 'no name, search or message can bring markup into a page'],
      ['security/scripts-browser.test.ts', 'whatever people write, nothing of it runs'],
      ['formats/exports.test.ts', 'linked data written part by part'],
      ['web/embed.test.ts', 'the frame fits the room there is, and nothing in a title ends its markup'],
    ],
  },
  { against: 'links that lead elsewhere after signing in', tests: [['access/keys.test.ts', 'after signing in people are only sent to a path of this site']] },
  {
    against: 'sign-ins that are begun by one and ended by another',
    tests: [
      ['http/checklist/access.test.ts', 'point 27'],
      ['platform/oauth.test.ts', 'a code is good for half a minute, once, with its own verifier'],
    ],
  },
  { against: 'forms of other sites (CSRF)', tests: [['access/keys.test.ts', 'only our own pages may write by cookie']] },
  {
    against: 'X tokens in the database and in the log',
    tests: [
      ['access/owner-secrets.test.ts', 'a dump of every table holds no token'],
      ['access/owner-secrets.test.ts', 'at trace level, over a connection, a refresh and a failure'],
      ['platform/adapter.test.ts', 'no error holds a secret'],
      ['http/log.test.ts', 'what the database refuses is logged without the values'],
    ],
    not_shown: 'the whole suite at trace level: the flows that handle secrets are, by the tests named',
  },
  {
    against: 'members that change what all objects are (prototype pollution)',
    tests: [
      ['nominations/formats-archives.test.ts', 'members that reach for a prototype'],
      ['nominations/imports-bombs.test.ts', 'bombs are refused'],
      ['fuzz/fuzz.test.ts', 'nothing that must hold is broken'],
    ],
  },
  {
    against: 'text that takes forever (ReDoS)',
    tests: [
      ['nominations/extract.test.ts', 'hostile text takes time in proportion to its length'],
      ['nominations/judge.test.ts', 'twice the text takes at most about twice the time'],
      ['directory/categorise.test.ts', 'hostile texts stay quick'],
      ['privacy/proof.test.ts', 'whatever a page holds, it is read in linear time'],
    ],
    not_shown:
      'a proof for each of about two thousand expressions: a checker for so many takes longer than the suite; what reads strangers’ text is measured instead, and capped',
  },
  {
    against: 'values without bounds, NUL, half characters',
    tests: [
      ['http/checklist/document.test.ts', 'point 22'],
      ['http/checklist/errors.test.ts', 'point 4'],
      ['nominations/formats-archives.test.ts', 'whatever the bytes, they are read or refused'],
    ],
  },
  { against: 'files made to burst', tests: [['nominations/imports-bombs.test.ts', 'bombs are refused']] },
  {
    against: 'crowds that are one person',
    tests: [
      ['nominations/limits.test.ts', 'further people of one address are held'],
      ['nominations/abuse.test.ts', 'whatever the crowd'],
      ['nominations/limits.test.ts', 'fifty requests at once: neither the cap nor the hold can be outrun'],
    ],
  },
  {
    against: 'what stays of those who left',
    tests: [
      ['privacy/surfaces.test.ts', 'who left is gone from every public address at once'],
      ['privacy/leave.test.ts', 'a name that nobody has nominated yet is kept out from the start, by hashes'],
      ['reach/audiences.test.ts', 'of what was kept of lists’ reach before somebody left'],
      ['directory/restore.test.ts', 'whatever is merged, parted, withdrawn, brought back and approved'],
    ],
    not_shown:
      'a database without any word of it. Of a body that was never listed there is nothing but keyed hashes. One that was stays as a withdrawn entry with its history, for organisers only, who answer for what was published and approved in their names; and people’s words that named it stay with their nominations until TRANSCRIPT_RETENTION_DAYS: one text often names others that stay and is the ground on which they were approved, and nominations are never edited. The record of who did what cannot lose a row either without its chain failing. No public address, feed, snapshot, board or widget shows any of it',
  },
  {
    against: 'changes that nobody can be asked about',
    tests: [
      ['http/checklist/mirrors.test.ts', 'point 34'],
      ['access/audit/verify.test.ts', 'the database itself refuses to change, delete or empty the record'],
      ['access/audit/verify.test.ts', 'what is done behind the product’s back is found'],
    ],
  },
  {
    against: 'answers of X that are not what they should be',
    tests: [
      ['platform/adapter.test.ts', 'what nobody asked for is not taken'],
      ['platform/adapter.test.ts', "another list's answer, numeric ids and missing keys are no answer"],
    ],
  },
  {
    against: 'routes that nobody knows of, and errors that tell too much',
    tests: [
      ['http/checklist/document.test.ts', 'point 21'],
      ['http/problems.test.ts', 'a failure of ours tells nothing but its code and request id'],
      ['house/imports.test.ts', 'SQL stands in repositories and in db only'],
    ],
  },
  { against: 'reading by other sites what is not public', tests: [['http/checklist/protocol.test.ts', 'point 13']] },
  {
    against: 'packages that are not what they were',
    tests: [
      ['house/imports.test.ts', 'every package imported is one that the product declares, pinned exactly'],
      ['house/repository.test.ts', 'the lockfile names packages and checksums'],
    ],
    not_shown: 'known holes in them: the service that knows them is not asked by tests, which talk to nobody; `npm audit` asks it',
  },
]
