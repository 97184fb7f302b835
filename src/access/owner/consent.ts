// ◆ pure
import { canonical, sha256 } from '../../kernel/canonical.js'

/** What the owner of the account is told before agreeing. The same words on the desk and on the command line. */
export interface ConsentText {
  /** A date and the hash of the very words, so that the record says what was agreed to. */
  version: string
  sections: { title: string; points: string[] }[]
}

export interface ConsentFacts {
  community: string
  daily_cap: number
  hourly_cap: number
  pause_seconds: number
  /** Whether follower lists are read in this account's name, which needs a right of its own. */
  follows: boolean
}

const WORDS_OF = '2026-11-22'

/** Exactly what our calls need (X-PLATFORM.md §2), and `offline.access`, without which the connection would end after two hours. */
export const ownerScopes = (follows: boolean): string[] => [
  ...['tweet.read', 'users.read', 'list.read', 'list.write'],
  ...(follows ? ['follows.read'] : []),
  'offline.access',
]

/** X's rules ask for consent to be express: signing in alone is none (X-PLATFORM.md §1). */
export function consentText({ community, daily_cap, hourly_cap, pause_seconds, follows }: ConsentFacts): ConsentText {
  const sections = [
    {
      title: 'What this service will do in the account’s name',
      points: [
        'Create lists, and change the name, description and visibility of the lists it created or that were connected here.',
        'Add accounts to these lists, each one after an organiser’s own decision on it, and only as a plan that an organiser has seen and started.',
        'Remove accounts that it added itself. Whom you add by hand stays.',
        'Read these lists and their members to compare them with the plan, and look up public profiles of accounts that were nominated.',
        ...(follows ? ['Read who follows an account, when an organiser asks for it and has confirmed the price.'] : []),
      ],
    },
    {
      title: 'What everybody will see',
      points: [
        `A list is private until an organiser of ${community} makes it public. On a public list X shows its name, description, members and this account as its owner, and X tells accounts that they were added.`,
        'On this site: the lists with their members, and a link to each list on X.',
      ],
    },
    {
      title: 'What it will never do',
      points: [
        'Post, reply, repost or like; follow or unfollow; read or send direct messages; change the profile.',
        'Although X’s own page speaks of seeing posts (X requires that permission for lists), the posts of the account itself are not read.',
        'Touch lists or members that it was not asked to keep.',
      ],
    },
    {
      title: 'Pace and limits',
      points: [
        `At most ${daily_cap} additions in 24 hours and ${hourly_cap} in an hour over all lists, with at least ${pause_seconds} seconds between two of them.`,
        'If X refuses several additions in a row, as it does to accounts it has locked, nothing is sent for 24 hours.',
      ],
    },
    {
      title: 'How to take this back',
      points: [
        'Here, at any time and without a reason: “Withdraw consent” on this page, or allies owner disconnect. Every change on X stops at once, and the tokens are deleted here and ended at X.',
        'At X: Settings, Security and account access, Apps and sessions, Connected apps, and there “Revoke app permissions”.',
        'Lists and members that exist by then stay as they are; they belong to the account.',
      ],
    },
    {
      title: 'What is kept',
      points: [
        'The account’s id and handle, who agreed to this text and when, and the access tokens, encrypted and renewed by themselves until this is taken back. No password ever comes here.',
        'X asks for accounts that act by software to say so: put X’s “Automated” label on the account, and a link to this site and to a person into its profile.',
      ],
    },
  ]
  return { version: `${WORDS_OF}.${sha256(canonical(sections)).slice(0, 12)}`, sections }
}
