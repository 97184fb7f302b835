export { faultsIn } from '../http/faults.js'

/** The fields of a form post: a text each, or several under one name. */
export type FormBody = Record<string, string | string[] | undefined>

/** One field, trimmed; the last one if it came several times. */
export function text(body: FormBody, name: string): string {
  const value = body[name]
  return (Array.isArray(value) ? (value.at(-1) ?? '') : (value ?? '')).trim()
}

/** A field that counts as not given when it is left empty. */
export const optional = (body: FormBody, name: string): string | undefined => {
  const value = text(body, name)
  return value === '' ? undefined : value
}

export const texts = (body: FormBody, name: string): string[] => {
  const value = body[name]
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((one) => one.trim()).filter((one) => one !== '')
}

/** Words of a field in which several are separated by blanks, commas or lines. */
export const words = (body: FormBody, name: string): string[] =>
  text(body, name)
    .split(/[\s,;]+/)
    .filter((word) => word !== '')

export const ticked = (body: FormBody, name: string): boolean => body[name] !== undefined

/** Without the members that are undefined, as JSON would be. */
export function given<T extends Record<string, unknown>>(input: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never
}
