import type { Chat } from '../../chats/schemas.js'
import { listChats } from '../../chats/service.js'
import type { Deps } from '../../deps.js'
import { SECTIONS } from '../../directory/taxonomy/sections.js'
import { type ListView, listLists } from '../../lists/service.js'
import type { ReachScope } from '../../reach/service.js'

const TABS = [
  ['reach', '/desk/reach', 'How many'],
  ['lists', '/desk/reach/lists', 'Follower lists'],
  ['counts', '/desk/reach/counts', 'Follower counts'],
] as const

export const ReachTabs = ({ at }: { at: (typeof TABS)[number][0] }) => (
  <nav aria-label="Reach">
    <ul class="chips">
      {TABS.map(([id, href, label]) => (
        <li key={id}>
          <a href={href} aria-current={id === at ? 'page' : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

/** What a set can be chosen from. */
export interface Choices {
  lists: readonly Pick<ListView, 'id' | 'name'>[]
  chats: readonly Pick<Chat, 'id' | 'hashtag' | 'topic' | 'local_start'>[]
}

const CHATS = 50
const LISTS = 200

export async function choicesOf(deps: Deps): Promise<Choices> {
  const [lists, chats] = await Promise.all([listLists(deps, 'organiser', { limit: LISTS }), listChats(deps, {}, { limit: CHATS })])
  return { lists: lists.items, chats: chats.items }
}

export const ALL = 'all'

/** A set as the address of a page names it: the id of a list or chat, a section, or all. What is none of these is all. */
export function scopeNamed(of: string | undefined): { of: string; scope: ReachScope } {
  if (of !== undefined && /^lst_[0-9a-z]{26}$/.test(of)) return { of, scope: { list: of } }
  if (of !== undefined && /^cht_[0-9a-z]{26}$/.test(of)) return { of, scope: { chat: of } }
  if (of !== undefined && SECTIONS.some(({ code }) => code === of)) return { of, scope: { category: of } }
  return { of: ALL, scope: { all: true } }
}

interface ScopeSelectProps {
  name: string
  label: string
  value: string
  choices: Choices
}

export const ScopeSelect = ({ name, label, value, choices: { lists, chats } }: ScopeSelectProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      <option value={ALL}>All published allies</option>
      {lists.length === 0 ? null : (
        <optgroup label="Lists">
          {lists.map(({ id, name }) => (
            <option key={id} value={id} selected={id === value}>
              {name}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label="Categories">
        {SECTIONS.map(({ code, title }) => (
          <option key={code} value={code} selected={code === value}>
            {title}
          </option>
        ))}
      </optgroup>
      {chats.length === 0 ? null : (
        <optgroup label="Nominated in a chat">
          {chats.map(({ id, hashtag, topic, local_start }) => (
            <option key={id} value={id} selected={id === value}>
              {`#${hashtag} ${local_start.slice(0, 10)}: ${topic}`}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  </div>
)

/** Where a follower list of an account can be given. */
export const giveAddress = (handle: string): string => `/desk/reach/lists?account=${encodeURIComponent(handle)}#give`
