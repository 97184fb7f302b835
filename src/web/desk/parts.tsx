import type { Holder } from '../../access/service.js'
import type { HistoryRow } from '../../directory/repo.js'
import type { ReviewView } from '../../directory/views.js'
import { Note, plural, Tag, type Tone, When } from '../components.js'
import type { Site } from '../layout.js'

/** What every page of the desk is given. */
export interface Desk {
  site: Site
  holder: Holder
}

const STATUS: Record<ReviewView['status'], [string, Tone | undefined]> = {
  proposed: ['waiting', 'warn'],
  approved: ['approved', 'good'],
  rejected: ['rejected', undefined],
  retired: ['retired', undefined],
  withdrawn: ['withdrawn', 'bad'],
}
const GATE: Record<ReviewView['gate']['verdict'], [string, Tone]> = {
  ally: ['ally', 'good'],
  home: ['home field', 'bad'],
  unsure: ['gate unsure', 'warn'],
}

export const StatusTag = ({ status }: { status: ReviewView['status'] }) => <Tag tone={STATUS[status][1]}>{STATUS[status][0]}</Tag>
export const GateTag = ({ gate }: { gate: ReviewView['gate'] }) => <Tag tone={GATE[gate.verdict][1]}>{GATE[gate.verdict][0]}</Tag>

/** Answers to what was just done: a closed set, so that a link cannot put words on our page. */
const DONE: Record<string, string> = {
  approve: 'Approved: it is in the public directory now.',
  reject: 'Rejected.',
  retire: 'Retired: it is no longer public.',
  withdraw: 'Withdrawn: it is gone from the directory and from every list, and is not nominated again.',
  leave: 'Left out: it is gone everywhere, and is not nominated again. The asker reads your answer.',
  stay: 'Kept. The asker reads your answer.',
  reopen: 'Back in the queue.',
  restore: 'Back in the queue, and its names are taken again. It is public once somebody approves it.',
  edit: 'Saved.',
  look: 'X was asked: below is how its accounts stand now.',
  assure: 'Assured: the page of the entry says so, with today and the role.',
  release: 'Released: these voices count as support now.',
  dismiss: 'Dismissed: these voices do not count. They are kept, and can be released later.',
  series: 'The series is there. Now give it a chat.',
  chat: 'The chat is there. Share the link to nominate.',
  live: 'The chat is followed on X. What is nominated there appears on its board.',
  'live-stop': 'The chat is not followed on X any more. What was taken in stays.',
  list: 'Saved.',
  exception: 'Saved.',
  plan: 'The plan is made. Nothing was changed on X yet.',
  apply: 'The plan was begun. Below is how far it is.',
  cancel: 'The plan was asked to end. What was sent before is read back.',
  rollback: 'Here is the plan that takes the one before back. Nothing was changed on X yet.',
  connect: 'Saved.',
  connection: 'Connected. Look at it on X next, or make a plan.',
  disconnect: 'Disconnected: nothing is sent to X for this list. It can be connected again below.',
  replace: 'Here is the plan for a new list. Nothing was changed on X yet; connecting the old list again takes this back.',
  'look-list': 'X was looked at: below is how the list stands there.',
  member: 'Saved. Nothing was changed on X; the next plan follows.',
  'fields-theirs': 'Our definition follows X now.',
  'fields-ours': 'The next plan sets ours again.',
  owner: 'Connected. Plans are carried out in this account’s name from now on.',
  'owner-off': 'Consent is withdrawn: the tokens are deleted, and nothing more is sent in this account’s name.',
  'owner-kept': 'Nothing was changed: the account before stays, and the other one was let go.',
  same: 'This very file was given before: here it is. Nothing is added twice.',
  discard: 'Thrown away. Nothing of it was stored.',
  names: 'Saved: the entry is found by these names too.',
  works: 'Saved. Your word is kept, and what is suggested for others learns from it.',
  merged: 'Merged: this entry stands for both now. Parting them restores both.',
  parted: 'Parted: both stand for themselves again, and are not proposed as one any more.',
  related: 'Saved: this is how they belong together.',
  unrelated: 'Ended. It stays on the record.',
  undone: 'Taken back.',
  'count-unused': 'Noted, but reach does not use it: the account is suspended or gone, or a later count stands. The series of the account shows which one.',
  'audience-remove': 'Taken back: the list before it counts again, if there is one that can be used. It can be restored below.',
  'audience-restore': 'Restored: it counts again if it is the newest of its account that can be used.',
  'audience-vouch': 'Noted: the list is used by your word, which stands in the history of the entry. You can take it back below.',
  'audience-unvouch': 'Taken back: counts are believed again where they contradict the list.',
  ping: 'Noted: it is sent in a second or two. Look at this page again then.',
  'webhook-on': 'Switched on: it is told of what happens from now on.',
  'webhook-off': 'Switched off.',
  'webhook-removed': 'Removed.',
  organiser: 'Saved: this account can sign in with X, with the scopes ticked below, from now on.',
  'organiser-removed': 'Taken off: this account signs in no more, and its sessions have ended.',
  'key-ended': 'Ended: this key opens nothing any more, and the sessions begun with it have ended.',
  snapshot: 'Taken: everybody can see and cite it now.',
  'snapshot-back': 'Taken back: its page is gone.',
  count: 'Saved: reach is estimated from it now.',
}

export const Done = ({ what, children }: { what: string | undefined; children?: preact.ComponentChildren }) =>
  what !== undefined && Object.hasOwn(DONE, what) ? (
    <Note tone="good">
      <p>
        {DONE[what]} {children}
      </p>
    </Note>
  ) : null

/** For forms that stand on one page with others: the id is theirs alone. */
export const Reason = ({ id, value }: { id: string; value?: string | undefined }) => (
  <div class="field">
    <label for={id}>Reason</label>
    <input id={id} name="reason" required maxLength={500} autocomplete="off" value={value ?? ''} />
  </div>
)

const ACTOR: Record<string, string> = { cli: 'command line', worker: 'background work', anyone: 'a visitor' }
export const actorName = (actor: string) =>
  ACTOR[actor] ?? (actor.startsWith('session:') || actor.startsWith('key:') ? `organiser (${actor.slice(-6)})` : actor)

export const History = ({ rows }: { rows: (HistoryRow & { what: string })[] }) => (
  <div class="scroll">
    <table class="history">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Who</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.at.toISOString()}${row.action}`}>
            <td>
              <When at={row.at.toISOString()} time />
            </td>
            <td>{row.what}</td>
            <td>{actorName(row.actor)}</td>
            <td>{row.reason ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

/** A nomination as the queue shows it: what was said, where and when. */
export interface Voice {
  /** The account that it named, where that was merged into the entry. */
  about: string | null
  text: string | null
  /** Offsets of `raw` in `text`. */
  span: { start: number; end: number } | null
  why: string | null
  raw: string
  source: string
  at: string
  /** Why it is no support, if it is none. */
  mark: 'self' | 'held' | 'dismissed' | null
}

const MARK: Record<NonNullable<Voice['mark']>, string> = { self: 'its own account: no support', held: 'held: no support yet', dismissed: 'dismissed' }

const HELD_FOR: Record<ReviewView['held']['reasons'][number], string> = {
  burst: 'many at once from people who named nothing else and were never seen before',
  source: 'many people from one address or key',
}

/** Voices that wait, with the two buttons; and those that were dismissed, with the way back. */
export function Held({ entry, reasonId }: { entry: ReviewView; reasonId: string }) {
  const { waiting, reasons, dismissed } = entry.held
  if (waiting === 0 && dismissed === 0) return null
  return (
    <div class="note warn" role="status">
      {waiting > 0 ? (
        <p>
          <strong>
            {plural(waiting, 'voice')} held: {reasons.join(', ')}
          </strong>{' '}
          <span class="small">
            ({reasons.map((one) => HELD_FOR[one]).join('; ')}). They are no support until you release them.{' '}
            <a href={`/desk/allies/${entry.id}#said`}>Read them</a>
          </span>
        </p>
      ) : null}
      {dismissed > 0 ? <p class="small">{plural(dismissed, 'voice')} dismissed.</p> : null}
      <form method="post" action={`/desk/allies/${entry.id}/held`}>
        <input type="hidden" name="of" value={waiting > 0 ? 'waiting' : 'dismissed'} />
        <div class="field">
          <label for={reasonId}>Reason</label>
          <input id={reasonId} name="reason" required maxLength={500} autocomplete="off" />
        </div>
        <div class="row">
          <button type="submit" name="decision" value="release" class="quiet">
            {waiting > 0 ? 'Release' : 'Release the dismissed'}
          </button>
          {waiting > 0 ? (
            <button type="submit" name="decision" value="dismiss" class="bad">
              Dismiss
            </button>
          ) : null}
        </div>
      </form>
    </div>
  )
}

/** Nominators' questions, in front of the decision they ask for. */
export const SecondLooks = ({ entry }: { entry: ReviewView }) =>
  entry.second_looks.length === 0 ? null : (
    <div class="note warn" role="status">
      {entry.second_looks.map(({ nomination_id, asked_at, why }) => (
        <p key={nomination_id}>
          <strong>Second look asked:</strong> {why ?? 'the words are no longer kept'}{' '}
          <span class="small soft">
            on <When at={asked_at} />
          </span>
        </p>
      ))}
      <p class="small">Your next decision answers {entry.second_looks.length === 1 ? 'it' : 'them'}: the nominator sees its reason.</p>
    </div>
  )

export const Voices = ({ voices }: { voices: Voice[] }) => (
  <>
    {voices.map((voice) => (
      <blockquote key={`${voice.at}${voice.raw}${voice.text}`}>
        {voice.text ? <Marked text={voice.text} span={voice.span} /> : <span class="mono">{voice.raw}</span>}
        {voice.why ? <div>Why: {voice.why}</div> : null}
        <footer>
          {voice.about === null ? null : <>named {voice.about}, </>}
          {voice.source}, <When at={voice.at} /> {voice.mark ? <Tag tone="warn">{MARK[voice.mark]}</Tag> : null}
        </footer>
      </blockquote>
    ))}
  </>
)

/** The text with the very words that were taken as the nomination set off. */
export function Marked({ text, span }: { text: string; span: Voice['span'] }) {
  if (span === null) return <div>{text}</div>
  return (
    <div>
      {text.slice(0, span.start)}
      <mark>{text.slice(span.start, span.end)}</mark>
      {text.slice(span.end)}
    </div>
  )
}
