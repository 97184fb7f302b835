// ◆ pure
/** How the API changes: openapi/compatibility.md, openapi/changelog.md and the pages /compatibility and /changelog are made from this text. `code` is marked as in Markdown. */

export interface Promised {
  title: string
  lines: readonly string[]
}

export const PROMISES: readonly Promised[] = [
  {
    title: 'What does not happen within v1',
    lines: [
      'An address, an operation, a response member, a media type or a value of a request enumeration is not taken away.',
      'A parameter or a member of a body that is optional does not become required, and none is added that is.',
      'Bounds of what may be sent do not become narrower: neither lengths nor patterns nor numbers.',
      'The type or the meaning of a member does not change, nor does what may be null.',
      'A response member that is always there does not become optional.',
      'The scope that an operation asks for does not change, and an open operation stays open.',
      'The `code` of a failure keeps its meaning, and an operation its success status.',
    ],
  },
  {
    title: 'What may happen at any time',
    lines: [
      'New addresses, operations, optional parameters, members of answers, media types and headers.',
      'New values of enumerations in answers, and new codes of failures: treat those that you do not know as the general case, by HTTP status.',
      'Other texts in `title`, `detail`, `description` and on pages; other order where none is promised; other lengths of ids, cursors and ETags within their patterns.',
      'Limits of requests, cache times and the default length of pages.',
    ],
  },
  {
    title: 'What goes, and how you learn of it',
    lines: [
      'What is replaced is marked `deprecated` in the document, and every answer carries `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` with `rel="deprecation"` and, where there is one, `rel="successor-version"`.',
      'Between the two dates lies half a year at least. After it the address answers 410 or 404.',
      'What cannot be done by adding comes under a new base path, beside this one.',
    ],
  },
  {
    title: 'How it is kept',
    lines: [
      'The document of the last release is kept as `openapi/released.json`. `npm run check` compares the present one with it and fails on each of the breaks above; at a release `npm run contract -- --release` puts the present one in its place.',
      'Withdrawals are no break: who leaves the directory is gone from every answer at once.',
    ],
  },
]

export interface Release {
  version: string
  /** Of the release, as a date. */
  date: string
  added?: readonly string[]
  changed?: readonly string[]
  deprecated?: readonly string[]
  removed?: readonly string[]
}

export const KINDS = ['added', 'changed', 'deprecated', 'removed'] as const

/** The newest first. */
export const RELEASES: readonly Release[] = [
  {
    version: '0.1.0',
    date: '2026-11-23',
    added: [
      'The directory: `/allies` as pages, CSV, JSON-LD, Atom and JSON Feed; `/categories`; relations; `/changes` for copies that stay true; `/snapshots` to be cited.',
      'Nominations with their status, chats and series with an iCalendar, archives by `/imports`, with `validate_only`.',
      'Lists, plans and what became of them; `POST /plans/{id}/apply` takes `validate_only`.',
      'Reach with its range, evidence and date; audiences and follower counts for organisers.',
      'Leaving: `/leave-requests`, `/standing`; `/allies/{id}/restoration` for what was withdrawn by mistake. Webhooks as Standard Webhooks. The audit record with its proof.',
      'Keys: `/keys` makes, shows and ends them.',
      '`Last-Modified` on single allies, lists, series and chats; `changed_at` in series and chats.',
      'This changelog, the contract of compatibility, `Deprecation` and `Sunset`, samples in curl and fetch for each operation, `/.well-known/security.txt`.',
    ],
  },
]

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')

/** openapi/compatibility.md, byte for byte. */
export const compatibilityDocument = (): string =>
  `# What stays as it is\n\nThe contract of the API under \`/api/v1\`.\n\n${PROMISES.map(({ title, lines }) => `## ${title}\n\n${list(lines)}\n`).join('\n')}`

/** openapi/changelog.md, byte for byte. */
export const changelogDocument = (): string =>
  `# Changelog of the API\n\n${RELEASES.map(
    (release) =>
      `## ${release.version} (${release.date})\n${KINDS.filter((kind) => release[kind]?.length)
        .map((kind) => `\n### ${capital(kind)}\n\n${list(release[kind] ?? [])}\n`)
        .join('')}`,
  ).join('\n')}`
