// ◆ pure
import type { Consent } from '../oauth.js'
import type { SimUser } from '../state.js'

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark)

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#14171a}h1{font-size:1.3rem}' +
  'label,button,select{display:block;width:100%;box-sizing:border-box;margin:.5rem 0;font:inherit}button,select{padding:.6rem}.note{color:#596270}'

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>` +
  `<style>${STYLE}</style><p class="note">This is a simulated X. Nothing here is real.</p><h1>${title}</h1>${body}`

/** Everything that was asked for travels on in the form, so the page keeps nothing. */
export function consentPage({ app, scopes }: Consent, query: URLSearchParams, users: readonly SimUser[]): string {
  const kept = [...query].filter(([name]) => name !== '_as' && name !== 'decision')
  const hidden = kept.map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')
  const options = users.map((user) => `<option value="${escapeHtml(user.id)}">@${escapeHtml(user.username)} (${escapeHtml(user.name)})</option>`).join('')
  return page(
    'Authorize app',
    `<p>App ${escapeHtml(app.id)} asks to act for an account, with these permissions:</p><ul>${scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>` +
      `<form method="post" action="/i/oauth2/authorize">${hidden}<label>Sign in as <select name="_as">${options}</select></label>` +
      '<button name="decision" value="authorize">Authorize app</button><button name="decision" value="cancel">Cancel</button></form>',
  )
}

export const refusalPage = (reason: string): string =>
  page('Something went wrong', `<p>You were not able to give access to the app. Go back and try again.</p><p class="note">${escapeHtml(reason)}</p>`)
