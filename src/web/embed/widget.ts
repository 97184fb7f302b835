import type { Site } from '../layout.js'

/** Where the widget's script stands. The name does not change with the content: it is written into pages that are not ours. */
export const WIDGET_PATH = '/widget.js'

/** Constructed style sheets are no inline styles, so a strict policy of the page around does not refuse them. */
const STYLES = `
:host { all: initial; display: block; container-type: inline-size; color-scheme: light; --ink: #1c2430; --soft: #566074; --line: #dcdad2; --paper: #fff; --accent: #0b6b60 }
:host([data-theme=dark]) { color-scheme: dark; --ink: #eceff4; --soft: #aab3c2; --line: #3a4352; --paper: #1a202a; --accent: #6cc9bb }
@media (prefers-color-scheme: dark) { :host(:not([data-theme=light])) { color-scheme: dark; --ink: #eceff4; --soft: #aab3c2; --line: #3a4352; --paper: #1a202a; --accent: #6cc9bb } }
section { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem }
[role=heading] { font-weight: 700; font-size: 1.15rem; margin: 0 }
p { margin: .2rem 0 .6rem; color: var(--soft) }
ul { list-style: none; margin: .6rem 0; padding: 0; display: grid; gap: .1rem 1.2rem }
@container (min-width: 30rem) { ul { grid-template-columns: 1fr 1fr } }
li { padding: .35rem 0; border-bottom: 1px solid var(--line); min-width: 0; overflow-wrap: anywhere }
li span { color: var(--soft); font-size: .875rem; display: block }
a { color: var(--accent) }
li > a { font-weight: 600 }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px }
.foot { font-size: .875rem; margin: .6rem 0 0 }
`

/**
 * The script that shows a list, a category or the whole directory on any site, where its element stands:
 * `<script async src="…/widget.js" data-list="lst_…"></script>`. No cookies, nothing stored, one or two reads of the public API, names set as text only, since
 * they come from strangers. In a shadow root, so that neither page changes how the other looks.
 */
export const widgetScript = (site: Site): string => `'use strict';
(() => {
  const me = document.currentScript;
  if (!me) return;
  const site = ${inText(site.url)};
  const community = ${inText(site.name)};
  const asked = me.dataset;
  const limit = Math.min(200, Math.max(1, Math.floor(Number(asked.limit)) || 50));
  const host = document.createElement('div');
  if (asked.theme === 'dark' || asked.theme === 'light') host.dataset.theme = asked.theme;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(${inText(STYLES.replaceAll(/\s*\n\s*/g, '\n').trim())});
  root.adoptedStyleSheets = [sheet];
  me.after(host);

  const make = (name, text, attributes = {}) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const link = (text, href) => make('a', text, { href, target: '_blank', rel: 'noopener' });
  const section = make('section', undefined, { 'aria-label': community });
  const said = make('p', 'Loading\\u2026', { role: 'status' });
  section.append(said);
  root.append(section);

  const read = async (path) => {
    const answer = await fetch(site + '/api/v1' + path, { credentials: 'omit', cache: 'no-cache', headers: { accept: 'application/json' } });
    if (answer.ok) return [await answer.json(), Number(answer.headers.get('total-count'))];
    throw new Error(answer.status === 404 ? 'This list is not public, or not there any more.' : 'Not available just now.');
  };
  const count = (n, one) => n.toLocaleString('en') + ' ' + one + (n === 1 ? '' : 's');

  const load = async () => {
    if (asked.list) {
      const at = '/lists/' + encodeURIComponent(asked.list);
      const [[list], [page]] = await Promise.all([read(at), read(at + '/members?limit=' + limit)]);
      return { title: list.name, text: list.description, page: site + at, total: list.members, items: page.items.map(({ ally }) => ally), on_x: list.on_x && list.on_x.url };
    }
    const filter = asked.category ? 'category=' + encodeURIComponent(asked.category) : '';
    const [page, total] = await read('/allies?count=true&limit=' + limit + (filter && '&' + filter));
    const [first] = page.items;
    const title = asked.category && first && first.category ? first.category.title : 'Our allies';
    return { title, text: '', page: site + '/' + (filter && '?' + filter), total, items: page.items };
  };

  const item = (ally) => {
    const node = make('li');
    node.append(link(ally.name, site + '/allies/' + ally.id));
    const places = [...ally.accounts.map(({ handle, url }) => ['@' + handle, url]), ...(ally.hashtag ? [['#' + ally.hashtag.tag, ally.hashtag.url]] : [])];
    if (places.length === 0) return node;
    const line = make('span');
    for (const [text, url] of places) line.append(...(line.firstChild ? [' '] : []), link(text, url));
    node.append(line);
    return node;
  };

  const show = ({ title, text, page, total, items, on_x }) => {
    const heading = make('div', asked.heading || title, { role: 'heading', 'aria-level': String(Math.min(6, Math.max(1, Number(asked.level) || 3))) });
    section.setAttribute('aria-label', asked.heading || title);
    // Members come in the order of their entry; only what is whole can be put in the order of names.
    if (items.length === total) items.sort((a, b) => a.name.localeCompare(b.name));
    const names = make('ul');
    names.append(...items.map(item));
    const foot = make('p', undefined, { class: 'foot' });
    const rest = total - items.length;
    foot.append(link(rest > 0 ? 'All ' + total.toLocaleString('en') : count(total, 'entry').replace('entrys', 'entries'), page));
    foot.append(' \\u00b7 ', link(community, site));
    if (on_x) foot.append(' \\u00b7 ', link('Follow on X', on_x));
    section.replaceChildren(heading, ...(text ? [make('p', text)] : []), ...(items.length > 0 ? [names] : [make('p', 'Nobody is listed yet.')]), foot);
  };

  load().then(show).catch((error) => {
    said.textContent = (error instanceof TypeError ? 'Not available just now.' : error.message) + ' ';
    said.append(link(community, site));
  });
})();
`

/** A string as JavaScript that cannot end the script it stands in. */
function inText(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
