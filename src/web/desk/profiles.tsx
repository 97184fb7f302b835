import type { ProfileView } from '../../directory/profiles.js'
import { When } from '../components.js'

/** What the accounts say of themselves on X: often the quickest way to see who somebody is. */
export function Profiles({ profiles }: { profiles: readonly ProfileView[] }) {
  if (profiles.length === 0) return null
  return (
    <>
      <dt>On X it says</dt>
      <dd>
        {profiles.map(({ handle, name, description, followers, last_post_at, fetched_at }) => (
          <div key={handle}>
            <strong>{name}</strong> <span class="soft small">@{handle}</span>
            {description === '' ? null : <div>{description}</div>}
            <div class="soft small">
              {followers === null ? null : `${followers.toLocaleString('en')} followers; `}
              {last_post_at === null ? null : (
                <>
                  last posted <When at={last_post_at} />;{' '}
                </>
              )}
              looked up <When at={fetched_at} />
            </div>
          </div>
        ))}
      </dd>
    </>
  )
}
