import { Field, Note } from '../components.js'
import { renderPage, type Site } from '../layout.js'

export const signInPage = (site: Site, returnTo: string, refused: boolean): string =>
  renderPage({
    site,
    title: 'Organiser’s desk',
    narrow: true,
    children: (
      <>
        <h1>Organiser’s desk</h1>
        <p class="lead">Review nominations, keep lists, publish them.</p>
        {refused ? (
          <Note tone="bad">
            <p>That key is not known here, or it has expired or been revoked.</p>
          </Note>
        ) : null}
        <form method="post" action="/desk" class="card">
          <input type="hidden" name="return_to" value={returnTo} />
          <Field
            name="key"
            label="Your key"
            type="password"
            required
            maxLength={200}
            autocomplete="current-password"
            hint="It begins with alk_live_. The first start of the server printed one."
          />
          <button type="submit">Sign in</button>
        </form>
        <p class="small soft">The session ends after twelve hours, or as soon as the key is revoked.</p>
      </>
    ),
  })
