// ◆ pure
import type { Operation, PlatformErrorKind } from './port.js'

/**
 * Every failure X is known or believed to answer with, in X's own shapes (X-PLATFORM.md §3), once. The simulator sends these rows and the
 * classifier is tested against them, so the two cannot drift apart. `kinds` is what the classifier must make of a row, `*` for
 * every operation that is not named.
 */
export interface AnswerRow {
  status: number
  /** Problems travel under either JSON type; the transport rows are HTML or nothing. */
  content_type: 'application/json' | 'application/problem+json' | 'text/html'
  body: (values: AnswerValues) => unknown
  kinds: Partial<Record<Operation | '*', PlatformErrorKind | 'success'>>
}

export interface AnswerValues {
  /** X spells the host of its problem types both ways; only the last path segment means anything. */
  host?: 'api.twitter.com' | 'api.x.com'
  /** The offending value: a handle, an id, a query parameter's value. */
  value?: string
  parameter?: string
  message?: string
}

export type ProblemSlug =
  | 'resource-not-found'
  | 'not-authorized-for-resource'
  | 'invalid-request'
  | 'credits-depleted'
  | 'usage-capped'
  | 'client-forbidden'
  | 'unsupported-authentication'
  | 'conflict'

export const problemType = (slug: ProblemSlug, values: AnswerValues = {}): string => `https://${values.host ?? 'api.twitter.com'}/2/problems/${slug}`

const plain = (status: number, title: string, detail: string) => () => ({ title, detail, type: 'about:blank', status })
const v1 = (code: number, message: string) => () => ({ errors: [{ code, message }] })

const json = (status: number, body: AnswerRow['body'], kinds: AnswerRow['kinds']): AnswerRow => ({ status, content_type: 'application/json', body, kinds })
const problem = (status: number, body: AnswerRow['body'], kinds: AnswerRow['kinds']): AnswerRow => ({
  status,
  content_type: 'application/problem+json',
  body,
  kinds,
})
const all = (kind: PlatformErrorKind) => ({ '*': kind })

/** X's words when an addition is refused, whatever the cause: not the owner, protected, blocked, full or locked. */
export const ADD_REFUSED = 'You are not allowed to add members to this List.'
const ADD_REFUSED_V1 = "You aren't allowed to add members to this list."

export const ANSWERS = {
  'rate-problem': problem(429, plain(429, 'Too Many Requests', 'Too Many Requests'), all('rate')),
  'rate-v1': json(429, v1(88, 'Rate limit exceeded'), all('rate')),
  'credits-depleted': problem(
    402,
    (v) => ({
      title: 'CreditsDepleted',
      detail: 'Your enrolled account does not have any credits to fulfill this request.',
      type: problemType('credits-depleted', v),
      account_id: 1,
    }),
    all('credits'),
  ),
  'usage-capped': problem(
    429,
    (v) => ({
      title: 'UsageCapExceeded',
      detail: 'Usage cap exceeded: Monthly product cap',
      type: problemType('usage-capped', v),
      period: 'Monthly',
      scope: 'Product',
    }),
    all('credits'),
  ),
  unauthorized: problem(401, plain(401, 'Unauthorized', 'Unauthorized'), all('auth')),
  'token-invalid-v1': json(401, v1(89, 'Invalid or expired token.'), all('auth')),
  /** What a missing OAuth 2.0 scope looks like; on an addition it cannot be told from a refused member. */
  forbidden: problem(403, plain(403, 'Forbidden', 'Forbidden'), {
    '*': 'auth',
    'list.members.add': 'refused',
    'list.members.remove': 'refused',
    'list.create': 'refused',
    'list.update': 'not-owner',
  }),
  'unsupported-authentication': problem(
    403,
    (v) => ({
      title: 'Unsupported Authentication',
      detail:
        'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
      type: problemType('unsupported-authentication', v),
      status: 403,
    }),
    all('auth'),
  ),
  /** The other way round: what only the app itself may ask. */
  'app-only': problem(
    403,
    (v) => ({
      title: 'Unsupported Authentication',
      detail: 'Authenticating with OAuth User Context is forbidden for this endpoint. Supported authentication types are [OAuth 2.0 Application-Only].',
      type: problemType('unsupported-authentication', v),
      status: 403,
    }),
    all('auth'),
  ),
  'client-forbidden': problem(
    403,
    (v) => ({
      title: 'Client Forbidden',
      detail: 'This request must be made using an approved developer account that is enrolled in the requested endpoint.',
      type: problemType('client-forbidden', v),
      reason: 'client-not-enrolled',
      registration_url: 'https://developer.x.com/en/docs/projects/overview',
    }),
    all('auth'),
  ),
  'tier-v1': json(403, v1(453, 'You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints only.'), all('auth')),
  'add-refused': problem(403, plain(403, 'Forbidden', ADD_REFUSED), { 'list.members.add': 'refused' }),
  'add-refused-v1': json(403, v1(104, ADD_REFUSED_V1), { 'list.members.add': 'refused' }),
  'remove-refused': problem(403, plain(403, 'Forbidden', 'You are not allowed to remove members from this List.'), { 'list.members.remove': 'refused' }),
  'create-refused': problem(403, plain(403, 'Forbidden', 'You are not allowed to create more Lists.'), { 'list.create': 'refused' }),
  'remove-refused-v1': json(403, v1(104, "You aren't allowed to remove members from this list."), { 'list.members.remove': 'refused' }),
  // The bodies of a full list, of one list too many and of a foreign list under 400 are not known: these say what they must.
  'list-full': json(400, (v) => invalidRequest('user_id', v.value ?? '0', 'This List has reached the maximum number of members.', v), {
    'list.members.add': 'list-full',
  }),
  'too-many-lists': json(400, (v) => invalidRequest('name', v.value ?? '', 'You have reached the maximum number of Lists.', v), { 'list.create': 'list-full' }),
  'not-the-owner': json(400, (v) => invalidRequest('id', v.value ?? '0', 'You are not the owner of this List.', v), {
    'list.members.add': 'not-owner',
    'list.members.remove': 'not-owner',
    'list.update': 'not-owner',
  }),
  'update-refused': problem(403, plain(403, 'Forbidden', 'You are not allowed to update this List.'), { 'list.update': 'not-owner' }),
  'account-locked-v1': json(403, v1(326, 'To protect our users from spam and other malicious activity, this account is temporarily locked.'), all('locked')),
  'account-suspended-v1': json(403, v1(64, 'Your account is suspended and is not permitted to access this feature.'), all('auth')),
  'list-missing': problem(404, (v) => listNotFound(v.value ?? '0', v), all('gone')),
  'list-missing-update': json(400, (v) => invalidRequest('id', v.value ?? '0', 'You cannot update a List that does not exist.', v), {
    'list.update': 'gone',
    'list.members.add': 'gone',
    'list.members.remove': 'gone',
  }),
  'user-missing': problem(404, (v) => userNotFound(v.value ?? '0', v.parameter ?? 'user_id', v), { 'list.members.add': 'gone', 'list.members.remove': 'gone' }),
  'not-found-v1': json(404, v1(108, 'Cannot find specified user.'), all('gone')),
  'not-a-member-v1': json(403, v1(110, 'The user you are trying to remove from the list is not a member.'), { 'list.members.remove': 'success' }),
  'invalid-request': json(400, (v) => invalidRequest(v.parameter ?? 'id', v.value ?? '', v.message ?? 'The value is not valid.', v), all('invalid')),
  'already-member': problem(
    409,
    (v) => ({ title: 'Conflict', detail: 'The user is already a member of this List.', type: problemType('conflict', v), status: 409 }),
    { '*': 'invalid', 'list.members.add': 'success' },
  ),
  'server-html': { status: 503, content_type: 'text/html', body: () => '<!DOCTYPE html><title>X / Error</title><p>Over capacity', kinds: all('transient') },
  'server-empty': { status: 502, content_type: 'text/html', body: () => '', kinds: all('transient') },
  'server-json': problem(500, plain(500, 'Internal Server Error', 'Something is broken.'), all('transient')),
  'server-v1': json(503, v1(130, 'Over capacity'), all('transient')),
  'edge-404-html': { status: 404, content_type: 'text/html', body: () => '<html><body>Not here', kinds: all('transient') },
  moved: { status: 301, content_type: 'text/html', body: () => '', kinds: all('transient') },
  'endpoint-gone': problem(410, plain(410, 'Gone', 'This endpoint is no longer available.'), all('transient')),
} as const satisfies Record<string, AnswerRow>

export type AnswerName = keyof typeof ANSWERS

/** What the token endpoint fails with (RFC 6749 §5.2, in X's words). All but `down` end the connection: no repeat mends them. */
export const TOKEN_ANSWERS = {
  'unknown-client': tokenError(401, 'unauthorized_client', 'Missing valid authorization header'),
  'bad-grant-type': tokenError(400, 'unsupported_grant_type', 'Value passed for the grant type was invalid.'),
  'missing-parameter': tokenError(400, 'invalid_request', 'Missing required parameter.'),
  'bad-code': tokenError(400, 'invalid_request', 'Value passed for the authorization code was invalid.'),
  'bad-verifier': tokenError(400, 'invalid_request', 'Value passed for the code verifier did not match the code challenge.'),
  'bad-redirect': tokenError(400, 'invalid_request', 'Value passed for the redirect uri did not match the uri of the authorization code.'),
  'bad-refresh': tokenError(400, 'invalid_request', 'Value passed for the token was invalid.'),
  'bad-refresh-grant': tokenError(400, 'invalid_grant', 'Value passed for the token was invalid.'),
} as const
export type TokenAnswerName = keyof typeof TOKEN_ANSWERS

function tokenError<E extends string>(status: number, error: E, error_description: string) {
  return { status, content_type: 'application/json', body: { error, error_description } } as const
}

/** Shape (b): what X answers to a request that does not fit. */
export const invalidRequest = (parameter: string, value: string, message: string, values: AnswerValues = {}) => ({
  errors: [{ parameters: { [parameter]: [value] }, message }],
  title: 'Invalid Request',
  detail: 'One or more parameters to your request was invalid.',
  type: problemType('invalid-request', values),
})

/** Rows of `errors[]` beside or instead of `data` in a 200 (shape d). */
export const userNotFound = (value: string, parameter: string, values: AnswerValues = {}) => ({
  value,
  detail: `Could not find user with ${parameter}: [${value}].`,
  title: 'Not Found Error',
  resource_type: 'user',
  parameter,
  resource_id: value,
  type: problemType('resource-not-found', values),
})

/** The type says "not found": only title and detail tell a suspended account from one that never was. */
export const userSuspended = (value: string, parameter: string, values: AnswerValues = {}) => ({
  value,
  detail: `User has been suspended: [${value}].`,
  title: 'Forbidden',
  resource_type: 'user',
  parameter,
  resource_id: value,
  type: problemType('resource-not-found', values),
})

export const listNotFound = (value: string, values: AnswerValues = {}) => ({
  value,
  detail: `Could not find list with id: [${value}].`,
  title: 'Not Found Error',
  resource_type: 'list',
  parameter: 'id',
  resource_id: value,
  type: problemType('resource-not-found', values),
})

export const notAuthorized = (value: string, resource_type: 'user' | 'list', parameter: string, values: AnswerValues = {}) => ({
  value,
  detail: `Sorry, you are not authorized to see the ${resource_type} with ${parameter}: [${value}].`,
  title: 'Authorization Error',
  resource_type,
  parameter,
  resource_id: value,
  type: problemType('not-authorized-for-resource', values),
})
