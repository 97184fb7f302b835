/** The faults of RELIABILITY.md §3, and what in a played world counts as each. `bytes` where the part below the port is proved by the TCP fault proxy. */
const ROWS: readonly { fault: string; names: readonly string[]; bytes?: true }[] = [
  { fault: '429 with a true reset', names: ['rate-429', 'rate-429:proper', 'rate-429:day', 'window-used-up'] },
  { fault: '429 with a false reset; clocks apart', names: ['rate-429:past', 'rate-429:absent', 'rate-429:absurd', 'rate-429:lying', 'clock-skew'] },
  { fault: '5xx before the write', names: ['5xx-before'] },
  { fault: '5xx or no answer after the write', names: ['5xx-after', 'answer-lost'] },
  { fault: 'broken answers', names: ['reset', 'cut-at-byte-n', 'bad-json', 'gzip-garbage'], bytes: true },
  { fault: 'addition of who is there', names: ['added-twice'] },
  { fault: 'acknowledged and not done', names: ['lock-silent'] },
  { fault: 'lying pages', names: ['page-short', 'page-repeat', 'page-loop', 'page-no-meta', 'page-empty-middle', 'page-foreign'] },
  { fault: 'old copies', names: ['stale-reads', 'stale-count'] },
  { fault: 'members refused; account locked', names: ['refused', 'lock-after-N', 'change:protect', 'change:suspend', 'change:delete'] },
  { fault: 'renamed', names: ['change:rename'] },
  { fault: 'list deleted, hidden, given away', names: ['change:list-delete', 'change:list-private', 'change:list-give-away', 'change:list-rename'] },
  { fault: 'token revoked, or not to be had', names: ['token-revoked', 'token-server-down'] },
  { fault: 'a second worker', names: ['second-worker'] },
  { fault: 'killed, or standing still, at a step', names: ['crash:kill', 'crash:pause'] },
  { fault: 'edits by hand; members that leave', names: ['hand-add', 'hand-remove', 'change:leave'] },
  { fault: 'wishes change after the plan', names: ['change:late'] },
  { fault: 'desired shrinks or is empty', names: ['change:retire-all', 'unsafe-plan'] },
  { fault: 'credits, caps, full lists', names: ['credits-402', 'usage-capped', 'list-full', 'small-budget'] },
  { fault: 'database lost, commit unknown', names: ['crash:hiccup'] },
  { fault: "somebody else's answer", names: ['wrong-answer', 'ids-as-numbers'] },
  { fault: 'events again and in disorder', names: ['event-again'] },
  { fault: 'slow drip, silence', names: ['slow-drip', 'hang'], bytes: true },
  { fault: 'moved or gone endpoints', names: ['endpoint-410', 'redirect-301'] },
]

/** How often each of the 24 was met. */
export const tableOf = (happened: Readonly<Record<string, number>>): { number: number; fault: string; times: number; parts: string; bytes: boolean }[] =>
  ROWS.map(({ fault, names, bytes }, i) => {
    const met = names.filter((name) => (happened[name] ?? 0) > 0)
    return {
      number: i + 1,
      fault,
      times: met.reduce((sum, name) => sum + (happened[name] ?? 0), 0),
      parts: met.map((name) => `${name} ${happened[name]}`).join(', '),
      bytes: bytes === true,
    }
  })

/** For people. */
export const tableText = (happened: Readonly<Record<string, number>>): string =>
  [
    ...tableOf(happened).map(
      ({ number, fault, times, parts, bytes }) =>
        `${String(number).padStart(2)} ${fault.padEnd(38)} ${String(times).padStart(8)}  ${parts}${bytes ? ' *' : ''}`,
    ),
    '* byte by byte through the TCP fault proxy: test/platform/wire.test.ts; here as the client reports it',
  ].join('\n')
