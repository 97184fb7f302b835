import { renderPage, type Site } from '../layout.js'

/** What a listed body, a participant and another site need to know. */
export const aboutPage = (site: Site, homeField: string): string =>
  renderPage({
    site,
    title: 'About',
    at: 'about',
    narrow: true,
    children: (
      <>
        <h1>About this directory</h1>
        <p class="lead">
          People who meet in live chats on X name organisations and hashtags that should be allies of {homeField.replaceAll('-', ' ')}. Here those names are
          kept, looked at and put in order.
        </p>
        <h2>How an entry comes here</h2>
        <ol class="steps">
          <li>Somebody nominates it: in a chat, or with the form. A second nomination is support, not a second entry.</li>
          <li>Rules suggest its category, and whether it belongs to {homeField.replaceAll('-', ' ')} itself; such bodies are no allies and are not listed.</li>
          <li>An organiser decides, with a reason. Nothing is published by a program alone.</li>
        </ol>
        <h2>How listed bodies are treated</h2>
        <p>
          We list organisations and hashtags, not people. An entry says what participants and organisers wrote, and the account’s number on X. Profile texts,
          pictures and follower counts of X are not shown. Lists on X are extended slowly, by hand-made decisions, and only what we added ourselves is ever
          removed.
        </p>
        <h2 id="gone">How to be removed</h2>
        <p>
          <a href="/leave">Say so here</a>, in one step: sign in with X, or show a code in your profile or on your site, and the entry goes from every page,
          feed and export here at once, from lists on X with their next update, and is not nominated again. Without either an organiser answers. Blocking a list
          on X works too: who left a list by themselves is never added again.
        </p>
        <h2>Participants</h2>
        <p>
          Who nominates is kept as a keyed code that only serves to count distinct people. Your handle is kept only if you ask for it, and the text for a
          limited time.
        </p>
        <h2>Reach</h2>
        <p>
          The audience of a list is an estimate with a range: accounts that follow several of its bodies are counted once. It is a potential audience, not
          people who read anything. Why not the plain sum? Because the same people follow many of these accounts.
        </p>
        <h2>Use the data</h2>
        <p>
          Everything public is also <a href="/docs">an open API</a>: no key, any site. The whole is described in <a href="/openapi.json">one document</a>. For
          studies and wrap-ups there are <a href="/snapshots">frozen copies that can be cited</a>.
        </p>
        <h2>Sources</h2>
        <p class="small">
          Sections follow the International Classification of Non-profit and Third Sector Organizations (ICNP/TSO, United Nations Statistics Division). Causes
          follow UK Charity Activity Tags (charity-classification/ukcat), licence <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. Both
          were shortened and turned into rules here.
        </p>
      </>
    ),
  })
