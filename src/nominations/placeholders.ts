// ◆ pure
/**
 * Words that stand for "any account" or "any hashtag" in instructions ("share @organizations and #hashtags"): reported, not
 * collected. Only words whose use as a name is far less likely than as an example: `@people` is a magazine, so it is not here.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Folded, without @. */
export const PLACEHOLDER_HANDLES = words(
  `account accounts accountname accountnames anyone charities everyone friend friends handle handles handlename mention mentions name names
  nonprofit nonprofits organisation organisations organization organizations orgs participant participants screenname screennames somebody
  someone twitterhandle twitter_handle twitterhandles twittername user users username usernames user_name youraccount yourhandle your_handle
  yourname your_name yourorg yourusername`,
)

/** Folded, without #. */
export const PLACEHOLDER_HASHTAGS = words(
  `chathashtag chattag eventhashtag eventtag hashtag hashtags hashtagname hash_tag keyword keywords somehashtag tag tags thehashtag
  thishashtag yourhashtag your_hashtag yourtag`,
)
