/** The live board: big names, counts that move, the one field always in reach. */
export const BOARD = `
.board { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
.board-head p { margin: 0 0 .3rem; gap: .4rem .6rem; } .board-tag { color: var(--accent); font-size: 1.1rem; }
.board-phase { display: inline-flex; align-items: center; gap: .4rem; padding: .1rem .6rem; border-radius: 1rem; background: var(--wash); color: var(--soft); font-size: .875rem; font-weight: 650; }
.board-phase.now { background: var(--bad-wash); color: var(--bad); } .board-phase.now::before { content: ""; width: .55rem; height: .55rem; border-radius: 50%; background: currentColor; }
.live .board-phase.now::before { animation: board-pulse 1.8s ease-in-out infinite; } @keyframes board-pulse { 50% { opacity: .25; } }
.board-say { position: sticky; top: 0; z-index: 1; background: var(--paper); padding: .6rem 0 .3rem; margin: 0; box-shadow: 0 .7rem .7rem -.7rem var(--line); }
.board-form { display: flex; gap: .5rem; } .board-form input:not([type=hidden]) { flex: 1; min-width: 0; min-height: 3.2rem; font-size: 1.15rem; border-radius: .7rem; } .board-form button { min-height: 3.2rem; border-radius: .7rem; font-size: 1.05rem; }
.board-said { margin: .35rem 0 0; min-height: 1.55em; font-weight: 600; } .board-said.good { color: var(--good); } .board-said.bad { color: var(--bad); }
.board-said:empty { min-height: 0; margin: 0; }
.board-me > summary, .board-questions > summary { padding: .35rem 0; font-weight: 500; color: var(--soft); }
.board-ticker { display: flex; gap: .4rem; overflow: hidden; mask-image: linear-gradient(to right, #000 80%, transparent); } .board-ticker:empty { display: none; }
.board-ticker li { white-space: nowrap; padding: .15rem .7rem; border-radius: 1rem; background: var(--wash); color: var(--soft); font-size: .9rem; } .board-ticker li:first-child { background: var(--accent-wash); color: var(--accent); font-weight: 650; }
.board-questions ol { display: grid; gap: .25rem; } .board-questions strong { color: var(--accent); margin-right: .3rem; }
.board-sum { margin: 0 0 .5rem; }
.board-list { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.board-list > li { display: flex; align-items: center; gap: .7rem; padding: .7rem; border: 1px solid var(--line); border-radius: .9rem; background: var(--card); box-shadow: var(--shadow); transition: background-color 1.2s, border-color 1.2s; }
.board-list > li.new { background: var(--accent-wash); border-color: var(--accent); transition-duration: .1s; }
.board-n { font: 700 2rem/1 var(--serif); font-variant-numeric: tabular-nums; color: var(--accent); min-width: 1.1em; text-align: center; }
.board-name { flex: 1; min-width: 0; font-size: 1.15rem; font-weight: 650; line-height: 1.25; overflow-wrap: anywhere; }
.board-list button { min-width: 3.4rem; min-height: 3rem; padding: .4rem .6rem; border-radius: .7rem; font-size: 1.1rem; background: var(--accent-wash); color: var(--accent); border-color: transparent; }
.board-list button:hover { background: var(--accent); color: var(--accent-ink); filter: none; } .board-list > li.new button:not(.done, :hover) { background: var(--card); } .board-list button.done { background: var(--good-wash); color: var(--good); }
@media (min-width: 56rem) {
  .board { grid-template-columns: minmax(0, 2.6fr) minmax(14rem, 1fr); column-gap: 2rem; align-items: start; }
  .board-head, .board-say, .board-ticker { grid-column: 1 / -1; } .board-names { grid-column: 1; grid-row: 4; } .board-questions { grid-column: 2; grid-row: 4; }
  .board-list > li { padding: .9rem; } .board-n { font-size: 2.2rem; }
}
@media (prefers-reduced-motion: reduce) { .live .board-phase.now::before { animation: none; } .board-list > li { transition: none; } }
`
