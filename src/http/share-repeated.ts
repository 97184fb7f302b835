// ◆ pure
/** What an OpenAPI document says in many places word for word, said once: a third of the bytes, and what is common is seen to be. */

type Answer = Record<string, unknown>

interface Document {
  paths?: Record<string, Record<string, { responses?: Record<string, Answer> }>>
  components?: Record<string, unknown>
  [member: string]: unknown
}

/** Gives each thing that is different a name of its own under one component kind, and a reference to it. */
function shelf(kind: string): { refer(name: string, thing: unknown): { $ref: string }; things: Record<string, unknown> } {
  const things: Record<string, unknown> = {}
  const names = new Map<string, string>()
  return {
    things,
    refer: (wanted, thing) => {
      const text = `${wanted} ${JSON.stringify(thing)}`
      let name = names.get(text)
      if (name === undefined) {
        name = wanted
        for (let n = 2; name in things; n++) name = `${wanted}-${n}`
        names.set(text, name)
        things[name] = thing
      }
      return { $ref: `#/components/${kind}/${name}` }
    },
  }
}

/** The same document with headers and failures as components (OpenAPI 3.1.1 §4.8.7). Answers that succeed stay where they are: each is its operation's own. */
export function shareRepeated<D extends object>(given: D): D {
  const document = given as Document
  const [headers, responses] = [shelf('headers'), shelf('responses')]
  const named = (own: object) => Object.fromEntries(Object.entries(own).map(([name, one]) => [name, headers.refer(name, one)]))
  const answer = (status: string, one: Answer) => {
    const shared = Object.fromEntries(Object.entries(one).map(([member, value]) => [member, member === 'headers' ? named(value as object) : value]))
    return /^[45]/.test(status) ? responses.refer(`Problem${status}`, shared) : shared
  }
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          operation.responses
            ? { ...operation, responses: Object.fromEntries(Object.entries(operation.responses).map(([status, one]) => [status, answer(status, one)])) }
            : operation,
        ]),
      ),
    ]),
  )
  return { ...document, paths, components: { ...document.components, headers: headers.things, responses: responses.things } } as unknown as D
}
