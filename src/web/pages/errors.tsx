import type { Problem } from '../../http/problems.js'
import { ERRORS, type ErrorCode } from '../../kernel/errors.js'
import { renderPage, type Site } from '../layout.js'

/** What went wrong, in the words of the error table, for a person who opened a page. */
export function problemPage(site: Site, problem: Problem): string {
  return renderPage({
    site,
    title: problem.title,
    narrow: true,
    children: (
      <>
        <p class="soft">{problem.status}</p>
        <h1>{problem.title}</h1>
        {problem.detail ? <p class="lead">{problem.detail}</p> : null}
        <p>{ERRORS[problem.code].help}</p>
        <p>
          <a class="button" href="/">
            To the directory
          </a>
        </p>
        <p class="small soft">
          Request <code>{problem.request_id}</code>
        </p>
      </>
    ),
  })
}

/** `/errors/{code}`: where the `type` of a problem leads. */
export function errorCodePage(site: Site, code: ErrorCode): string {
  const { status, title, help, retryable } = ERRORS[code]
  return renderPage({
    site,
    title,
    narrow: true,
    children: (
      <>
        <p class="small">
          <a href="/errors">All problems</a>
        </p>
        <h1>{title}</h1>
        <p class="lead">{help}</p>
        <dl class="facts">
          <dt>Code</dt>
          <dd>
            <code>{code}</code>
          </dd>
          <dt>HTTP status</dt>
          <dd>{status}</dd>
          <dt>Worth repeating</dt>
          <dd>{retryable ? 'Yes: the same request may succeed later.' : 'No: the request has to change.'}</dd>
        </dl>
      </>
    ),
  })
}

export const errorIndexPage = (site: Site): string =>
  renderPage({
    site,
    title: 'Problems',
    narrow: true,
    children: (
      <>
        <h1>Problems</h1>
        <p class="lead">Every failure of the API carries one of these codes.</p>
        <ul class="plain stack">
          {Object.entries(ERRORS).map(([code, { status, title }]) => (
            <li key={code}>
              <a href={`/errors/${code}`}>{title}</a>{' '}
              <span class="soft small">
                {status} <code>{code}</code>
              </span>
            </li>
          ))}
        </ul>
      </>
    ),
  })
