import { FORMATS, LIMITS, RULES } from '../../nominations/formats/catalogue.js'
import { renderPage, type Site } from '../layout.js'

/** `code` and **strong**, which is all that the catalogue marks. */
function Inline({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(`[^`]*`|\*\*[^*]*\*\*)/)
        .map((part, i) =>
          part.startsWith('`') ? <code key={i}>{part.slice(1, -1)}</code> : part.startsWith('**') ? <strong key={i}>{part.slice(2, -2)}</strong> : part,
        )}
    </>
  )
}

/** What can be imported, for people who have a file and want to know. Made from the same text as openapi/formats.md. */
export const formatsPage = (site: Site): string =>
  renderPage({
    site,
    title: 'What can be imported',
    children: (
      <>
        <h1>What can be imported</h1>
        <p class="lead">
          What a file is, is told from its content; its name does not matter. Any of these may come packed with gzip or zip. Before anything is stored you see
          what was recognised, what would count and why, and each line that could not be read.
        </p>
        <div class="grid">
          {FORMATS.map(({ name, told_by, needs, loses }) => (
            <section class="card" key={name}>
              <h2>
                <Inline text={name} />
              </h2>
              <dl class="small">
                {[
                  ['Told by', told_by],
                  ['Needs', needs],
                  ['Loses', loses],
                ].map(([term = '', words = '']) =>
                  words === '' ? null : (
                    <div key={term}>
                      <dt>{term}</dt>
                      <dd>
                        <Inline text={words} />
                      </dd>
                    </div>
                  ),
                )}
              </dl>
            </section>
          ))}
        </div>
        <h2>How it is read</h2>
        <ul>
          {RULES.map((rule) => (
            <li key={rule}>
              <Inline text={rule} />
            </li>
          ))}
        </ul>
        <p class="soft small">{LIMITS}</p>
      </>
    ),
  })
