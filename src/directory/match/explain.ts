// ◆ pure
import type { NameSight } from './names.js'
import type { NameForm } from './normalise.js'
import type { Prepared } from './prepare.js'
import type { PairSight } from './sights.js'
import type { EvidenceKind } from './types.js'
import { stem } from './words.js'

/** The kind of evidence a rule belongs to: the first part of its name. */
export function kindOf(rule: string): EvidenceKind {
  const kind = rule.split('.')[0]
  return kind === 'web' || kind === 'place' || kind === 'contact' || kind === 'handle' || kind === 'key' ? kind : 'name'
}

const MAX_QUOTED = 80
const quote = (text: string) => `“${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text}”`
const list = (words: readonly string[]) => (words.length === 0 ? 'nothing' : words.slice(0, 8).join(', '))

interface Scene {
  a: Prepared
  b: Prepared
  sight: PairSight | null
  name: NameSight | null
}

/** A core word as the name has it: people read “leeds”, not the stem that is compared. */
const written = (form: NameForm | undefined, word: string) => form?.words.find((one) => stem(one) === word) ?? word
const inWords = (form: NameForm | undefined, words: readonly string[]) => list([...new Set(words)].map((word) => written(form, word)))

const both = ({ name }: Scene) => (name ? `${quote(name.a.raw)} and ${quote(name.b.raw)}` : 'the names')
const acronym = ({ name }: Scene) => quote(name?.a.raw ?? '')
const spelled = ({ name }: Scene) => quote(name?.b.raw ?? '')
const left = ({ name }: Scene) => {
  const sides: [NameForm | undefined, readonly string[]][] = [
    [name?.a, name?.alignment?.left_a ?? []],
    [name?.b, name?.alignment?.left_b ?? []],
  ]
  return sides
    .filter(([, words]) => words.length > 0)
    .map(([form, words]) => `${inWords(form, words)} only in ${quote(form?.raw ?? '')}`)
    .join('; ')
}
/** What is not the same word may still be counted as shared: one written short, or with a slip. */
const shared = ({ name }: Scene) => {
  const words = (name?.a.core ?? []).filter((word) => name?.b.core.includes(word))
  const nearly = [...(name?.alignment?.fuzzy ?? []), ...(name?.alignment?.abbreviated ?? [])].map(([x, y]) => `${x} / ${y}`)
  if (words.length > 0) return inWords(name?.a, words)
  return nearly.length > 0 ? list(nearly) : 'words that are nearly alike'
}
const initials = (scene: Scene) => `${acronym(scene)} are the initials of ${spelled(scene)}`
const beginnings = (scene: Scene) => `${acronym(scene)} is made of beginnings of the words of ${spelled(scene)}`
const part = (scene: Scene) => `${acronym(scene)} is made of beginnings of some words of ${spelled(scene)}`
const page = ({ sight }: Scene) => `both give the address ${sight?.site?.a.host ?? ''}${sight?.site?.a.path ?? ''}`
const host = ({ sight }: Scene) => `both are on ${sight?.site?.a.host ?? ''}, on different pages`

/** One sentence for each rule, without a full stop. */
const SENTENCES: Readonly<Record<string, (scene: Scene) => string>> = {
  'key.id': () => 'the same numeric id on X',
  'key.handle': ({ a, b }) => `the same handle @${a.handles.find((handle) => b.handles.includes(handle)) ?? ''}`,
  'key.tag': () => 'the same hashtag',
  'key.none': () => 'there is nothing that could be compared',
  'name.none': (scene) => `${both(scene)}: one of them has no letters or digits to compare`,
  'name.same': (scene) => `${both(scene)} are the same words`,
  'name.same_rare': () => 'the rarer those words are, the less likely it is chance',
  'name.same_short': () => 'one of the names looks like an acronym, which different bodies share',
  'name.tokens': (scene) => `${both(scene)} are not the same words`,
  'name.s': ({ name }) => `${Math.round(100 * (name?.s ?? 0))} % of the weight of their words is shared`,
  'name.s_high': () => 'nearly all of the weight of their words is shared',
  'name.shared': (scene) => `they share ${shared(scene)}; rare words count more`,
  'name.contained': () => 'one name holds all words of the other',
  'name.both_left': (scene) => `each has words of its own: ${left(scene)}`,
  'name.left_lighter': () => 'how rare the words are that each has alone',
  'name.left_heavier': (scene) => `not shared: ${left(scene)}`,
  'name.slips': ({ name }) => `perhaps a slip: ${(name?.alignment?.fuzzy ?? []).map(([x, y]) => `${x} / ${y}`).join(', ')}`,
  'name.abbreviated': ({ name }) => `written short: ${(name?.alignment?.abbreviated ?? []).map(([x, y]) => `${x} for ${y}`).join(', ')}`,
  'name.spelling': (scene) => `${both(scene)} are nearly the same letters`,
  'name.not_equal': () => 'names that are nearly the same say less than names that are',
  'name.parent': () => 'one name is the end of the other, with the parent body in front',
  'name.extended': (scene) => `one name goes on where the other ends: ${left(scene)}`,
  'name.place_left': ({ name }) => `a place stands in one name only: ${list(name?.left_place ?? [])}`,
  'name.places_differ': ({ name }) => `the names say different places: ${list(name?.left_place ?? [])}`,
  'name.kind_left': ({ name }) => `a kind of body stands in one name only: ${list(name?.left_kind ?? [])}`,
  'name.only_kind_left': (scene) => `they differ only in kinds of body: ${left(scene)}`,
  'name.in_bio': ({ sight }) => `the full name ${quote(sight?.in_bio?.name ?? '')} stands in the profile of the other`,
  'name.without_kind': (scene) => `the same name without its kind of body (${left(scene)}), which many bodies leave off: a person should see them side by side`,
  'name.said': ({ sight }) => `the profile of one says that ${quote(sight?.in_bio?.name ?? '')} is its name: a person should see them side by side`,
  'name.numbers': ({ name }) => `the names have different numbers: ${name?.a.numbers || 'none'} and ${name?.b.numbers || 'none'}`,
  'name.legal': ({ name }) => `different legal forms: ${list(name?.a.legal ?? [])} and ${list(name?.b.legal ?? [])}`,
  'acronym.same4': (scene) => `${both(scene)} are the same short acronym, which different bodies share`,
  'acronym.same5': (scene) => `${both(scene)} are the same acronym`,
  'acronym.other': (scene) => `${both(scene)} are different acronyms`,
  'acronym.initials2': initials,
  'acronym.initials3': initials,
  'acronym.initials4': initials,
  'acronym.initials5': initials,
  'acronym.full3': beginnings,
  'acronym.full4': beginnings,
  'acronym.full5': beginnings,
  'acronym.part4': part,
  'acronym.part5': part,
  'web.page_name': page,
  'web.page_acronym': page,
  'web.page_none': page,
  'web.front': () => 'that address is the front page of a site',
  'web.host_name': host,
  'web.host_acronym': host,
  'web.host_none': host,
  'web.domain': ({ sight }) => `both are below ${sight?.site?.a.domain ?? ''}, on different hosts`,
  'web.other': ({ sight }) => `different sites: ${sight?.site?.a.host ?? ''} and ${sight?.site?.b.host ?? ''}`,
  'place.city': ({ a }) => `both are in ${a.record.city ?? ''}`,
  'place.city_other': ({ a, b }) => `one is in ${a.record.city ?? ''}, the other in ${b.record.city ?? ''}`,
  'place.country': ({ a }) => `both are in the country ${a.country ?? ''}`,
  'place.country_other': ({ a, b }) => `one is in the country ${a.country ?? ''}, the other in ${b.country ?? ''}`,
  'place.street': () => 'the same house in the same street',
  'place.house': () => 'the same house number',
  'place.house_only': () => 'the same house number in different streets',
  'place.street_only': () => 'the same street, another house',
  'place.street_other': () => 'different streets',
  'contact.phone': () => 'the same telephone number',
  'contact.phone_other': () => 'different telephone numbers',
  'handle.named': ({ sight }) => `the handle @${sight?.handle?.handle ?? ''} spells ${quote(sight?.handle?.name ?? '')}`,
  'handle.partly': ({ sight }) => `the handle @${sight?.handle?.handle ?? ''} fits ${quote(sight?.handle?.name ?? '')}`,
}

/** What a rule saw in this pair, in words. */
export function explain(rule: string, a: Prepared, b: Prepared, sight: PairSight | null): string {
  const say = SENTENCES[rule]
  return say ? say({ a, b, sight, name: sight?.name ?? null }) : rule
}

export const EXPLAINED_RULES: readonly string[] = Object.keys(SENTENCES)
