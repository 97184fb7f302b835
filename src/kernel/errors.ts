// ◆ pure
/**
 * The one table of everything that can go wrong, by stable code. The HTTP layer turns a row into an RFC 9457 problem, the
 * command line into a sentence and an exit code, and `/errors/{code}` into a page. Codes never change meaning; rows may be added.
 */
export interface ErrorRow {
  status: number
  title: string
  /** What it means and the way out, for a reader who has only this page. */
  help: string
  /** True if the same request may succeed later without being changed. */
  retryable: boolean
  /** A registered problem type, for the few codes that have one; the others' type is their own page. */
  type?: string
}

const row = (status: number, title: string, help: string, retryable = false): ErrorRow => ({ status, title, help, retryable })

export const ERRORS = {
  bad_request: row(
    400,
    'The request could not be read',
    'The URL or the body is malformed: check that the body is valid JSON in UTF-8, without NUL bytes and without a member called __proto__.',
  ),
  validation_failed: row(
    400,
    'The request does not fit',
    'Each entry of errors names a member (pointer) or a query parameter and says what is wrong with it. Unknown members are refused so that a typing error is not silently ignored.',
  ),
  invalid_cursor: row(400, 'The cursor is not valid here', 'A cursor belongs to the very filters and sort order it was given out for. Start again without it.'),
  idempotency_key_missing: row(
    400,
    'An Idempotency-Key is needed',
    'Send an Idempotency-Key header with a value of your own that you never use for anything else, such as a UUID, and the same one when you repeat this very request.',
  ),
  unauthenticated: row(401, 'A key is needed', 'Send Authorization: Bearer KEY. An organiser makes keys with: allies key create.'),
  insufficient_scope: row(403, 'The key does not allow this', 'required_scope names the scope the key lacks. An administrator can make a key that has it.'),
  csrf_failed: row(403, 'The form was sent from another site', 'Open the page on this site and send the form again.'),
  not_found: row(404, 'Not found', 'Nothing public has this address. It may have been removed, or the id may be mistyped.'),
  method_not_allowed: row(405, 'Method not allowed', 'The Allow header lists what this address understands.'),
  not_acceptable: row(406, 'No such representation', 'available lists the media types this address can give.'),
  conflict: row(
    409,
    'Conflicts with what exists',
    'Something with the same unique name exists already, or the current state does not allow the step. detail says which.',
  ),
  not_accepted: row(
    409,
    'This target is not accepted',
    'The target cannot be nominated here. The reason is not given, so that nothing is disclosed about others.',
  ),
  proof_missing: row(
    409,
    'The proof is not there yet',
    'The code was looked for where you said and not found. detail says where. Put it there, wait until it is seen there, and ask again.',
    true,
  ),
  plan_stale: row(
    409,
    'The plan is out of date',
    'What the plan was made from has changed since; drift says what. Make a new plan, look at it, and apply that one.',
  ),
  plan_unsafe: row(
    409,
    'The plan was held back for safety',
    'reasons says which limit was passed. If it is really meant, repeat the call with the override named there: it holds for this very plan only.',
  ),
  request_timeout: row(
    408,
    'The request did not arrive in time',
    'Its body stopped coming, or came more slowly than any line. Nothing was done. Send it again; pack a large file with gzip.',
    true,
  ),
  idempotency_in_progress: row(
    409,
    'The first request with this key is not done yet',
    'A request with the same Idempotency-Key is under way, or its answer was lost a moment ago. Repeat it unchanged after Retry-After.',
    true,
  ),
  gone: row(410, 'Gone', 'It existed and was removed for good.'),
  precondition_failed: row(412, 'Somebody was faster', 'The record changed since you read it. Read it again, look, and send the current ETag in If-Match.'),
  payload_too_large: row(413, 'Too large', 'The body is larger than this address accepts. Send less, or split it.'),
  unsupported_media_type: row(415, 'Unsupported media type', 'Send application/json.'),
  idempotency_key_reused: row(
    422,
    'The Idempotency-Key was used for another request',
    'A key belongs to one address and one body. Use a new one for a new request; repeat an old one only with exactly what was sent with it.',
  ),
  precondition_required: row(428, 'If-Match is needed', 'Edits name the version they were made for: send the ETag you read in If-Match.'),
  quota_exceeded: {
    ...row(
      429,
      'Too many for now',
      'More was sent from one place or with one key than is taken in a while. Nothing of this request was stored. Send it again after Retry-After; violated-policies says which limit it was.',
      true,
    ),
    // IANA "HTTP Problem Types" registry, draft-ietf-httpapi-ratelimit-headers-11.
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  },
  internal: row(500, 'Something failed on our side', 'It is our fault, not yours. Quote request_id when you report it.', true),
  not_implemented: row(501, 'Not given in this form', 'This address exists, but not in the form that was asked for. detail says which there is.'),
  platform_failed: row(502, 'X did not do what was asked', 'kind says how X failed. Nothing is lost: the work is kept and can be taken up again.', true),
  platform_off: row(
    503,
    'X is not connected',
    'This deployment has no X access configured. Set the X_ variables (see the README) or point X_API_BASE_URL at the simulator.',
  ),
  unavailable: row(503, 'Not available just now', 'The service or its database is busy or stopping. Try again after Retry-After.', true),
  data_dir_locked: row(
    503,
    'The data directory is in use',
    'Another process holds the embedded database. Stop it first, work through its HTTP API, or use DATABASE_URL with a Postgres server.',
  ),
  bad_config: row(500, 'The configuration is not valid', 'Every fault is listed with the variable it belongs to.'),
  bad_input_file: row(
    400,
    'The file cannot be imported',
    'Give a pasted chat, any text, or an archive of posts (openapi/formats.md says which). Nothing of the file was taken in.',
  ),
  unmeasured_ally: row(
    422,
    'No follower list of this ally is known',
    'What an ally adds is counted over follower lists. Give one of its account with POST /api/v1/audiences, or choose an ally that has one: GET /api/v1/reach/recommend ranks them. not_used says why a list that is kept is not used.',
  ),
  unusable_audience: row(
    422,
    'No audience can be made of the file',
    'Give follower ids: one a line, a CSV with a column id, user_id or follower_id (or name another with column), or NDJSON with an id in quotes. bad_lines says which lines are none and why. Nothing of the file was kept.',
  ),
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof ERRORS

/** One fault inside a request: `pointer` into the body (RFC 6901) or `parameter` of the query or path. */
export interface Fault {
  pointer?: string
  parameter?: string
  code: string
  detail: string
}

export interface AppErrorOptions {
  errors?: Fault[]
  /** Further problem members (RFC 9457 §3.2): what varies goes here, not only into the text. */
  members?: Record<string, unknown>
  headers?: Record<string, string>
  cause?: unknown
}

/** The only error that services throw on purpose. Everything else that reaches a boundary is `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: Fault[] | undefined
  readonly members: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.errors = options.errors
    this.members = options.members ?? {}
    this.headers = options.headers ?? {}
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

export const isAppError = (error: unknown): error is AppError => error instanceof AppError
