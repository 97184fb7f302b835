import { Fragment } from 'preact'
import type { describedOperations } from '../../http/openapi.js'
import { renderPage, type Site } from '../layout.js'

type Operation = ReturnType<typeof describedOperations>[number]

const Words = ({ text }: { text: string }) => (
  <>
    {text.split(/\n{2,}/).map((part) => (
      <p key={part}>{part.split(/(`[^`]*`)/).map((one, i) => (one.startsWith('`') ? <code key={i}>{one.slice(1, -1)}</code> : one))}</p>
    ))}
  </>
)

/** Every operation with its samples, as text: for readers without scripts, and to be searched. `tags` in their order, with what each is about. */
export const samplesPage = (site: Site, operations: readonly Operation[], tags: readonly { name: string; description: string }[]): string =>
  renderPage({
    site,
    title: 'Samples of the API',
    children: (
      <>
        <h1>Samples of the API</h1>
        <p class="lead">
          Each operation in curl and fetch, as it can be run. ALLIES is the address of the deployment, here {site.url}, and ALLIES_KEY a key. The same with all
          schemas: <a href="/openapi.json">openapi.json</a>, and drawn <a href="/docs">from it</a>.
        </p>
        <nav aria-label="Subjects">
          <ul class="row plain">
            {tags.map(({ name }) => (
              <li key={name}>
                <a href={`#${name}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
        {tags.map(({ name, description }) => (
          <section key={name} aria-labelledby={name}>
            <h2 id={name}>{name}</h2>
            <p class="soft">{description}</p>
            {operations
              .filter(({ tag }) => tag === name)
              .map(({ method, path, summary, description: words, samples }) => (
                <details key={`${method}${path}`}>
                  <summary>
                    {summary}{' '}
                    <span class="mono small soft">
                      {method} {path}
                    </span>
                  </summary>
                  <Words text={words} />
                  {samples.map(({ label, source }) => (
                    <Fragment key={label}>
                      <h3 class="small">{label}</h3>
                      <pre class="sample">
                        <code>{source}</code>
                      </pre>
                    </Fragment>
                  ))}
                </details>
              ))}
          </section>
        ))}
      </>
    ),
  })
