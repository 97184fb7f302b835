import { KINDS, PROMISES, RELEASES } from '../../http/contract.js'
import { renderPage, type Site } from '../layout.js'

const Marked = ({ text }: { text: string }) => (
  <>{text.split(/(`[^`]*`)/).map((part, i) => (part.startsWith('`') ? <code key={i}>{part.slice(1, -1)}</code> : part))}</>
)

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>
        <Marked text={line} />
      </li>
    ))}
  </ul>
)

/** What programs may rely on. Made from the same text as openapi/compatibility.md. */
export const compatibilityPage = (site: Site): string =>
  renderPage({
    site,
    title: 'What stays as it is',
    narrow: true,
    children: (
      <>
        <h1>What stays as it is</h1>
        <p class="lead">
          What you may rely on when you build on the <a href="/docs">API</a>. What changed so far is in the <a href="/changelog">changelog</a>.
        </p>
        {PROMISES.map(({ title, lines }) => (
          <section key={title}>
            <h2>{title}</h2>
            <Lines lines={lines} />
          </section>
        ))}
      </>
    ),
  })

/** What changed, the newest first. Made from the same text as openapi/changelog.md. */
export const changelogPage = (site: Site): string =>
  renderPage({
    site,
    title: 'Changelog of the API',
    narrow: true,
    children: (
      <>
        <h1>Changelog of the API</h1>
        <p class="lead">
          How it may change at all is said in <a href="/compatibility">what stays as it is</a>.
        </p>
        {RELEASES.map((release) => (
          <section key={release.version}>
            <h2>
              {release.version} <span class="soft small">{release.date}</span>
            </h2>
            {KINDS.map((kind) =>
              release[kind]?.length ? (
                <div key={kind}>
                  <h3>{kind.charAt(0).toUpperCase() + kind.slice(1)}</h3>
                  <Lines lines={release[kind] ?? []} />
                </div>
              ) : null,
            )}
          </section>
        ))}
      </>
    ),
  })
