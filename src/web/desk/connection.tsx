import type { CheckView } from '../../lists/drift/views.js'
import type { DeskListView } from '../../lists/service.js'
import { Reason } from './parts.js'

/** A list that was deleted on X, or is another account's there: what can be done about it. */
export function Lost({ list, outcome }: { list: DeskListView; outcome: CheckView['outcome'] }) {
  if (!list.on_x || (outcome !== 'gone' && outcome !== 'not_ours')) return null
  return (
    <section aria-labelledby="lost">
      <h3 id="lost">{outcome === 'gone' ? 'It was deleted on X: how to go on' : 'It is another account’s on X: how to go on'}</h3>
      {outcome === 'gone' ? null : (
        <p>
          Connect the account that owns it under <a href="/desk/owner">The account on X</a>, and nothing else is needed. Or go on without that list:
        </p>
      )}
      <form method="post" action={`/desk/lists/${list.id}/replacement`}>
        <p>
          <strong>A new list in its place.</strong> Lets go of the old one and makes a plan for a new one with these members. Nothing is sent before you have
          seen the plan and carried it out; followers of the old list have to follow the new one anew.
        </p>
        <input type="hidden" name="x_list_id" value={list.on_x.id} />
        <Reason id="lost-reason" />
        <button type="submit">Plan a new list in its place</button>
      </form>
      <form method="post" action={`/desk/lists/${list.id}/connection`}>
        <p>
          <strong>Keep it here alone.</strong> Disconnects it: it stays on these pages as it is, and nothing is sent to X.
        </p>
        <input type="hidden" name="etag" value={list.etag} />
        <button type="submit" name="x_list_id" value="" class="quiet">
          Disconnect it from X
        </button>
      </form>
    </section>
  )
}

/** Connecting a list with one that is on X already, with the one it had before, or with none. */
export function Connection({ list, typed }: { list: DeskListView; typed?: string | undefined }) {
  const { on_x, former_x_list_id: former } = list
  return (
    <details open={typed !== undefined}>
      <summary>{on_x ? 'Its connection with X' : 'It is on X already?'}</summary>
      {former === null ? null : (
        <form method="post" action={`/desk/lists/${list.id}/connection`}>
          <p class="small">
            It was connected with the list {former} on X before. Connected again, those whom we added there are ours to take off as before; connected with
            another list, that is forgotten.
          </p>
          <input type="hidden" name="etag" value={list.etag} />
          <button type="submit" name="x_list_id" value={former} class="quiet">
            Connect it with {former} again
          </button>
        </form>
      )}
      <form method="post" action={`/desk/lists/${list.id}/connection`}>
        <input type="hidden" name="etag" value={list.etag} />
        <div class="field">
          <label for="x-list">{on_x ? 'Connect it with another list on X' : 'Connect it with a list on X'}</label>
          <span class="hint">
            Its number, or its address there: https://x.com/i/lists/123. Whoever is on it stays, and counts as others’ until you take them over.
          </span>
          <input id="x-list" name="x_list_id" required maxLength={500} autocomplete="off" value={typed ?? ''} />
        </div>
        <button type="submit" class="quiet">
          Connect
        </button>
      </form>
      {on_x ? (
        <form method="post" action={`/desk/lists/${list.id}/connection`}>
          <p class="small">
            Disconnected, it stays on X as it is and is not kept in step any more. Connect it with the same list again to take that back: whom we added there is
            ours to take off then, and not once it was connected with another.
          </p>
          <input type="hidden" name="etag" value={list.etag} />
          <button type="submit" name="x_list_id" value="" class="quiet">
            Disconnect it from X
          </button>
        </form>
      ) : null}
    </details>
  )
}
