import { sha256 } from '../../kernel/canonical.js'
import { WATCH_SCRIPT } from './watch-script.js'

const STYLE = `
body{font:16px/1.45 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem;color:#14171a;background:#fff}
h1{font-size:1.3rem;margin:.2rem 0}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}
.note{color:#4b5561}.bad{color:#a3122b}.did{color:#0b6b2e}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #d8dde2;vertical-align:top;white-space:nowrap}
td.wrap{white-space:normal;min-width:9rem;overflow-wrap:anywhere}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}label{display:grid;font-size:.9rem;min-width:0;max-width:100%}
input,select,button{font:inherit;padding:.4rem;max-width:100%;min-width:0}input[type=number]{width:5.5rem}
td button{padding:.1rem .5rem;margin-right:.3rem}.acts{display:flex;flex-wrap:wrap;gap:.4rem}
`

const number = (name: string, label: string, rest = 'min="0"') => `<label>${label}<input type="number" name="${name}" ${rest}></label>`
const text = (name: string, label: string) => `<label>${label}<input name="${name}" size="12" autocomplete="off"></label>`

/** `GET /`: what the simulated X holds and what is asked of it, fresh every second. */
export const watchPage = (): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Simulated X</title>
<style>${STYLE}</style>
<h1>Simulated X</h1>
<p id="sum" class="note" role="status">Looking …</p>
<h2>Faults</h2>
<form id="fault">
<label>What goes wrong<select name="name"></select></label>
<label>On which calls<select name="route"><option value="">the usual ones</option></select></label>
${number('nth', 'From the n-th', 'min="1"')}${number('next', 'So many times', 'min="1"')}${number('chance', 'By chance (0–1)', 'min="0" max="1" step="any"')}
${number('n', 'n')}${text('user_id', 'User id')}${text('list_id', 'List id')}
<label>Refused with<select name="how"><option value="">as set</option><option>forbidden</option><option>errors</option><option>not-found</option><option>is-member-false</option></select></label>
<button>Switch on</button></form>
<p id="said" class="bad" role="alert"></p>
<div class="scroll"><table id="faults"></table></div>
<h2>Money</h2>
<form id="balance">${number('usd', 'Balance in dollars (empty: without end)', 'step="any"')}<button>Set</button></form>
<div class="scroll"><table id="ledger"></table></div>
<h2>Lists</h2>
<form id="hand">
<label>By hand, on the list<select name="list"></select></label>
<label>An account, or words<input name="what" size="18" autocomplete="off" autocapitalize="none"></label>
<span class="acts"><button value="add">Add the account</button><button value="remove">Take it off</button><button value="name">Rename the list</button><button value="description">Describe it</button><button value="private">Private or public</button><button value="deleted">Delete the list</button></span>
</form>
<p id="hand-said" class="bad" role="alert"></p>
<div class="scroll"><table id="lists"></table></div>
<h2>Calls, the newest first</h2><div class="scroll"><table id="log"></table></div>
<h2>Limits in force</h2><div class="scroll"><table id="windows"></table></div>
<h2>Accounts</h2><label class="note">Show only <input id="only" placeholder="part of a handle" autocomplete="off"></label>
<div class="scroll"><table id="users"></table></div>
<script>${WATCH_SCRIPT}</script></html>`

const hash = (content: string) => `'sha256-${Buffer.from(sha256(content), 'hex').toString('base64')}'`

/** Only what the page itself holds may run, and it talks to nobody else: handles and names are other people's words. */
export const WATCH_POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(WATCH_SCRIPT)}; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`
