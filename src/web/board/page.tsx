import type { Board, BoardTarget } from '../../nominations/live/service.js'
import { plural, When } from '../components.js'
import { renderPage, type Site } from '../layout.js'
import { BOARD_SCRIPT_PATH } from './script.js'

export interface BoardPage {
  site: Site
  board: Board
  now: Date
}

/** Seconds after which the page loads itself again where no script runs. */
const REFRESH = 20
/** The newest names of the ticker. */
const TICKER = 6

export function boardPage({ site, board, now }: BoardPage): string {
  const { chat, targets, people } = board
  return renderPage({
    site,
    title: `Live: ${chat.topic}`,
    at: 'nominate',
    noindex: true,
    script: BOARD_SCRIPT_PATH,
    refreshWithoutScript: REFRESH,
    children: (
      <div class="board" data-board={chat.id} data-starts={chat.starts_at} data-ends={chat.ends_at}>
        <header class="board-head">
          <p class="row">
            <strong class="board-tag">#{chat.hashtag}</strong>
            <span class="board-phase" data-phase>
              {phaseOf(chat, now)}
            </span>
            <span class="board-line soft small" data-line />
          </p>
          <h1 data-topic>{chat.topic}</h1>
        </header>
        <section class="board-say" aria-label="Nominate">
          <form method="post" action="/nominate" data-say class="board-form">
            <input type="hidden" name="chat" value={chat.id} />
            <label class="hide" for="what">
              Who should stand beside us?
            </label>
            <input
              id="what"
              name="what"
              required
              maxLength={4000}
              placeholder="@name or #tag"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              enterkeyhint="send"
            />
            <button type="submit">Nominate</button>
          </form>
          <p class="board-said" role="status" data-said />
          <details class="board-me" data-me>
            <summary class="small">Your own handle, so that you count once</summary>
            <label class="hide" for="handle">
              Your own handle
            </label>
            <input id="handle" maxLength={100} placeholder="@you" autocomplete="off" autocapitalize="none" spellcheck={false} data-handle />
            <span class="hint">Only a keyed code of it is kept. It stays in this browser.</span>
          </details>
        </section>
        <ol class="board-ticker plain" aria-label="Newest" data-ticker>
          {[...targets]
            .sort((a, b) => (a.last_at < b.last_at ? 1 : a.last_at > b.last_at ? -1 : 0))
            .slice(0, TICKER)
            .map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
        </ol>
        {chat.questions.length === 0 ? null : (
          <details class="board-questions" data-details>
            <summary class="small">Questions</summary>
            <ol class="plain" data-questions>
              {chat.questions.map(({ number, text }) => (
                <li key={number}>
                  <strong>Q{number}</strong> {text}
                </li>
              ))}
            </ol>
          </details>
        )}
        <section aria-label="Nominated in this chat" class="board-names">
          <p class="board-sum soft" data-sum>
            {sumOf(board.total, targets.length, people)}
          </p>
          <ol class="board-list plain" data-list>
            {targets.map((target) => (
              <Row key={target.id} target={target} chat={chat.id} />
            ))}
          </ol>
        </section>
        <template data-row>
          <Row target={NOBODY} chat={chat.id} />
        </template>
        <noscript>
          <p class="small soft">
            This page loads itself again every {REFRESH} seconds. The chat began on <When at={chat.starts_at} time />.
          </p>
        </noscript>
      </div>
    ),
  })
}

const NOBODY: BoardTarget = { id: '', kind: 'account', name: '', support: 0, questions: [], first_at: '', last_at: '' }

/** One name. Without script its button is a form like any other. */
const Row = ({ target, chat }: { target: BoardTarget; chat: string }) => (
  <li data-id={target.id}>
    <span class="board-n">{target.support}</span>
    <span class="board-name">{target.name}</span>
    <form method="post" action="/nominate" data-say>
      <input type="hidden" name="chat" value={chat} />
      <input type="hidden" name="what" value={target.name} />
      <button type="submit" aria-label={`Me too: ${target.name}`}>
        +1
      </button>
    </form>
  </li>
)

const sumOf = (names: number, shown: number, people: number): string =>
  names === 0
    ? 'Nobody is named yet. Be the first.'
    : `${plural(names, 'name')} from ${plural(people, 'person', 'people')}${names > shown ? `; the ${shown} with most support are shown` : ''}`

function phaseOf({ starts_at, ends_at }: Board['chat'], now: Date): string {
  if (now < new Date(starts_at)) return 'soon'
  return now < new Date(ends_at) ? 'on now' : 'over'
}
