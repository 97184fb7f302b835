import type { SnapshotView } from '../../directory/snapshots/service.js'
import type { Fault } from '../../kernel/errors.js'
import { Empty, Field, Note } from '../components.js'
import { renderPage } from '../layout.js'
import { SnapshotCard } from '../pages/snapshots.js'
import { type Desk, Done } from './parts.js'

export interface DeskSnapshotsPage extends Desk {
  items: SnapshotView[]
  values: { name: string; note: string }
  done: string | undefined
  /** Which of them may still be taken back. */
  fresh: ReadonlySet<string>
  refused?: { message: string; faults: readonly Fault[] } | undefined
}

export function deskSnapshotsPage({ site, holder, items, values, done, fresh, refused }: DeskSnapshotsPage): string {
  return renderPage({
    site,
    title: 'Snapshots',
    holder: holder.name,
    children: (
      <>
        <h1>Snapshots</h1>
        <p class="lead">Copy the public directory as it stands now, for a study or a wrap-up. Everybody can see and cite it.</p>
        <Done what={done} />
        {refused ? (
          <Note tone="bad">
            <p>{refused.message}</p>
          </Note>
        ) : null}
        <form method="post" action="/desk/snapshots" class="card">
          <Field
            name="name"
            label="What is it called?"
            required
            maxLength={100}
            value={values.name}
            placeholder="Allies after the spring chats"
            faults={refused?.faults}
          />
          <Field name="note" label="What is it for?" rows={2} maxLength={1000} value={values.note} faults={refused?.faults} />
          <button type="submit">Take a snapshot</button>
        </form>
        {items.length === 0 ? (
          <Empty>
            <p>None was taken yet.</p>
          </Empty>
        ) : (
          <ul class="plain grid">
            {items.map((one) => (
              <SnapshotCard key={one.id} one={one}>
                {fresh.has(one.id) ? (
                  <form method="post" action={`/desk/snapshots/${one.id}/take-back`}>
                    <button type="submit" class="bad">
                      Take back<span class="hide">: {one.name}</span>
                    </button>
                    <p class="small soft">Possible on the day it was made: later somebody may have cited it.</p>
                  </form>
                ) : null}
              </SnapshotCard>
            ))}
          </ul>
        )}
      </>
    ),
  })
}
