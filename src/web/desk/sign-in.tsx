import { Field, Note } from '../components.js'
import { renderPage, type Site } from '../layout.js'
import type { Words } from './sign-in-words.js'

export interface SignInPage {
  site: Site
  returnTo: string
  /** There is an app at X in which people can sign in. */
  withX: boolean
  refused?: boolean
  /** They ended the key that they were signed in with. */
  ended?: boolean
}

export const signInPage = ({ site, returnTo, withX, refused = false, ended = false }: SignInPage): string =>
  renderPage({
    site,
    title: 'Organiser’s desk',
    narrow: true,
    children: (
      <>
        <h1>Organiser’s desk</h1>
        <p class="lead">Review nominations, keep lists, publish them.</p>
        {ended ? (
          <Note tone="good">
            <p>The key that you were signed in with is ended, and so is your session. To go on, sign in with another one.</p>
          </Note>
        ) : null}
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
        {withX ? (
          <form method="post" action="/desk/sign-in" class="card">
            <input type="hidden" name="return_to" value={returnTo} />
            <p>Or without a key, if an administrator has added your account. X is asked only who you are; nothing is posted, and nothing of it is kept.</p>
            <button type="submit" class="quiet">
              Sign in with X
            </button>
          </form>
        ) : null}
        <p class="small soft">The session ends after twelve hours, or as soon as the key is revoked or the account is taken off.</p>
      </>
    ),
  })

/** Why somebody who came back from X is not signed in. */
export const notComeInPage = (site: Site, { title, help }: Words): string =>
  renderPage({
    site,
    title,
    narrow: true,
    noindex: true,
    children: (
      <>
        <h1>{title}</h1>
        <p class="lead">{help}</p>
        <p>
          <a class="button" href="/desk">
            To the sign-in page
          </a>
        </p>
      </>
    ),
  })
