import { sha256 } from '../../kernel/canonical.js'

/**
 * What a board does in the browser: it follows the events, and sends a nomination without leaving the page. Without it the forms work and the page loads
 * itself again. It stands in a module because tsc copies nothing else. Names come from strangers, so they are only ever set as text.
 */
export const BOARD_SCRIPT = `'use strict';
(() => {
  const board = document.querySelector('[data-board]');
  if (!board) return;
  const find = (name) => board.querySelector('[data-' + name + ']');
  const [list, ticker, said, sum, line, phase, handle, row] = ['list', 'ticker', 'said', 'sum', 'line', 'phase', 'handle', 'row'].map(find);
  const id = board.dataset.board;
  const targets = new Map();
  const nodes = new Map();
  let people = 0;
  let total = 0;
  let touchedAt = 0;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  // Private windows may refuse storage: then nothing is remembered, and all else works.
  const store = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch {} },
  };
  const mine = new Set(JSON.parse(store.get('board ' + id) || '[]'));
  const markMine = (name) => { mine.add(name.toLowerCase()); store.set('board ' + id, JSON.stringify([...mine])); };
  handle.value = store.get('board handle') || '';
  handle.addEventListener('change', () => store.set('board handle', handle.value.trim()));

  // On a phone the names come first; people there have the questions in the chat itself.
  if (find('details')) find('details').open = matchMedia('(min-width: 56rem)').matches;

  for (const node of list.children) nodes.set(node.dataset.id, node);

  const order = (a, b) => b.support - a.support || (a.last_at < b.last_at ? 1 : a.last_at > b.last_at ? -1 : a.id < b.id ? -1 : 1);
  const count = (n, one, many) => n.toLocaleString('en') + ' ' + (n === 1 ? one : many);

  function show(node, target, fresh) {
    const number = node.querySelector('.board-n');
    const before = number.textContent;
    number.textContent = String(target.support);
    node.querySelector('.board-name').textContent = target.name;
    node.querySelector('[name=what]').value = target.name;
    const button = node.querySelector('button');
    const done = mine.has(target.name.toLowerCase());
    button.textContent = done ? '\\u2713' : '+1';
    button.classList.toggle('done', done);
    button.setAttribute('aria-label', (done ? 'You named ' : 'Me too: ') + target.name);
    if (fresh || before === number.textContent || calm) return;
    number.animate([{ transform: 'scale(1)' }, { transform: 'scale(1.5)' }, { transform: 'scale(1)' }], { duration: 450, easing: 'ease-out' });
    flash(node);
  }

  function flash(node) {
    node.classList.add('new');
    setTimeout(() => node.classList.remove('new'), 1800);
  }

  // A list that moves under a finger makes people vote for the neighbour: while somebody points at it, places stay.
  const busy = () => Date.now() - touchedAt < 2500;
  let waiting;
  function arrange() {
    clearTimeout(waiting);
    const wanted = [...targets.values()].sort(order);
    if (busy() && list.children.length > 0) {
      waiting = setTimeout(arrange, 1000);
      for (const target of wanted) if (!nodes.has(target.id)) list.append(made(target));
      return;
    }
    const before = new Map([...nodes.values()].map((node) => [node, node.getBoundingClientRect()]));
    wanted.forEach((target, i) => {
      const node = nodes.get(target.id) || made(target);
      if (list.children[i] !== node) list.insertBefore(node, list.children[i] || null);
    });
    if (calm) return;
    for (const [node, was] of before) {
      const is = node.getBoundingClientRect();
      const [x, y] = [was.left - is.left, was.top - is.top];
      if (x !== 0 || y !== 0) node.animate([{ transform: 'translate(' + x + 'px,' + y + 'px)' }, { transform: 'none' }], { duration: 350, easing: 'ease-out' });
    }
  }

  function made(target) {
    const node = row.content.firstElementChild.cloneNode(true);
    node.dataset.id = target.id;
    nodes.set(target.id, node);
    show(node, target, true);
    flash(node);
    return node;
  }

  function draw() {
    for (const target of targets.values()) {
      const node = nodes.get(target.id);
      if (node) show(node, target, false);
    }
    for (const [key, node] of nodes) if (!targets.has(key)) { node.remove(); nodes.delete(key); }
    arrange();
    sum.textContent = targets.size === 0 ? 'Nobody is named yet. Be the first.' : count(Math.max(total, targets.size), 'name', 'names') + ' from ' + count(people, 'person', 'people') + (total > targets.size ? '; the ' + targets.size + ' with most support are shown' : '');
    const newest = [...targets.values()].sort((a, b) => (a.last_at < b.last_at ? 1 : a.last_at > b.last_at ? -1 : 0)).slice(0, 6).map(({ name }) => name);
    if (newest.join() === [...ticker.children].map((one) => one.textContent).join()) return;
    const known = new Set([...ticker.children].map((one) => one.textContent));
    ticker.replaceChildren(...newest.map((name) => {
      const one = document.createElement('li');
      one.textContent = name;
      if (!known.has(name) && !calm) one.animate([{ opacity: 0, transform: 'translateY(-.6rem)' }, { opacity: 1, transform: 'none' }], { duration: 350 });
      return one;
    }));
  }

  function chat(of) {
    find('topic').textContent = of.topic;
    board.dataset.starts = of.starts_at;
    board.dataset.ends = of.ends_at;
    const questions = find('questions');
    if (questions) questions.replaceChildren(...of.questions.map(({ number, text }) => {
      const one = document.createElement('li');
      const strong = document.createElement('strong');
      strong.textContent = 'Q' + number;
      one.append(strong, ' ' + text);
      return one;
    }));
    tick();
  }

  function whole(state) {
    targets.clear();
    for (const target of state.targets) targets.set(target.id, target);
    people = state.people;
    total = state.total;
    chat(state.chat);
    draw();
  }

  function change(state) {
    for (const key of state.gone) targets.delete(key);
    for (const target of state.targets) targets.set(target.id, target);
    people = state.people;
    total = state.total;
    if (state.chat) chat(state.chat);
    draw();
  }

  function tick() {
    const now = Date.now();
    const [starts, ends] = [Date.parse(board.dataset.starts), Date.parse(board.dataset.ends)];
    const minutes = Math.ceil((starts - now) / 60000);
    phase.textContent = now >= ends ? 'over' : now >= starts ? 'on now' : minutes < 60 ? 'in ' + count(minutes, 'minute', 'minutes') : 'on ' + new Date(starts).toLocaleString(undefined, { weekday: 'long', hour: '2-digit', minute: '2-digit' });
    phase.classList.toggle('now', now >= starts && now < ends);
  }
  setInterval(tick, 15000);
  tick();

  // Live by events; where too many boards are open, by asking every few seconds.
  let asking;
  async function ask() {
    try {
      const answer = await fetch('/api/v1/chats/' + id + '/board', { headers: { accept: 'application/json' } });
      if (answer.ok) whole(await answer.json());
    } catch {}
  }
  function follow() {
    const source = new EventSource('/chats/' + id + '/board/events');
    source.addEventListener('open', () => { line.textContent = ''; board.classList.add('live'); clearInterval(asking); asking = undefined; });
    source.addEventListener('board', (event) => whole(JSON.parse(event.data)));
    source.addEventListener('change', (event) => change(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      board.classList.remove('live');
      if (source.readyState !== EventSource.CLOSED) { line.textContent = 'reconnecting'; return; }
      line.textContent = 'every few seconds';
      if (asking === undefined) { ask(); asking = setInterval(ask, 5000); }
      setTimeout(follow, 30000 + Math.random() * 15000);
    });
  }
  follow();

  for (const kind of ['pointerdown', 'pointermove', 'keydown']) list.addEventListener(kind, () => { touchedAt = Date.now(); }, { passive: true });

  // One bare word is a handle that somebody was too quick to sign; anything else that is no list of names is somebody's post.
  function meant(what) {
    const words = what.split(/[\\s,;]+/).filter((word) => word !== '');
    if (words.length === 1 && /^[A-Za-z0-9_]{1,15}$/.test(words[0])) return { targets: ['@' + words[0]] };
    return words.every((word) => /^[@#\\uff20\\uff03]./.test(word)) ? { targets: words } : { text: what };
  }

  function tell(text, tone, address) {
    said.className = 'board-said' + (tone ? ' ' + tone : '');
    said.textContent = text;
    if (!address) return;
    const link = document.createElement('a');
    link.href = new URL(address).pathname;
    link.textContent = 'What becomes of it';
    said.append(' ', link);
  }

  // Without a handle it may have been somebody else: then nobody is told that he spoke.
  const known = (names, voice) => voice === 'handle' ? 'You had named ' + names + ' already. Your voice counts, once.'
    : (voice === 'browser' ? 'From this browser ' : 'From your address ') + names + ' was named already, and that counts once. Was it somebody else? Give your own handle below, and your voice counts too.';

  async function send(form) {
    const field = form.querySelector('[name=what]');
    const button = form.querySelector('button');
    const what = field.value.trim();
    if (what === '' || button.disabled) return;
    const wanted = meant(what);
    const typed = field.type !== 'hidden';
    const body = { ...wanted, chat_id: id };
    if (handle.value.trim() !== '') body.nominator = handle.value.trim();
    button.disabled = true;
    try {
      const answer = await fetch('/api/v1/nominations', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) },
        body: JSON.stringify(body),
      });
      const result = await answer.json();
      if (!answer.ok) { tell((result.errors && result.errors[0] && result.errors[0].detail) || result.detail || result.title, 'bad'); return; }
      const made = result.nominations.filter(({ created }) => created);
      const names = result.nominations.map(({ name }) => name);
      for (const name of names) markMine(name);
      const others = [...result.skipped, ...result.review, ...result.placeholders.map((raw) => ({ raw, reason: 'stands for a name, is none' }))];
      const not = others.length > 0 ? ' Not taken: ' + others.map(({ raw, reason }) => raw + ' (' + reason + ')').join(', ') + '.' : '';
      const waits = result.nominations.filter((one) => one.waits).map(({ name }) => name);
      const later = waits.length === 0 ? '' : ' An organiser looks at ' + (waits.length < names.length ? waits.join(' ') : 'it') + ' before it counts.';
      if (made.length > 0) tell('Thank you: ' + names.join(' ') + '.' + later + not, 'good', result.status_url);
      else if (result.nominations.length > 0) {
        tell(known(names.join(' '), result.voice) + later + not, '', result.status_url);
        if (result.voice !== 'handle') find('me').open = true;
      }
      else tell(not.trim() || 'Nobody was named.', 'bad');
      if (typed && result.nominations.length > 0) field.value = '';
      draw();
    } catch {
      tell('That did not go through. Look at your connection and try again.', 'bad');
    } finally {
      button.disabled = false;
      if (typed) field.focus({ preventScroll: true });
    }
  }

  board.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-say]')) return;
    event.preventDefault();
    send(event.target);
  });
})();
`

export const BOARD_SCRIPT_PATH = `/assets/board-${sha256(BOARD_SCRIPT).slice(0, 12)}.js`
