/** Colours, type and layout. One source of truth for both schemes: everything else uses the variables. */
export const BASE = `
:root {
  color-scheme: light dark;
  --paper: #faf8f4; --card: #ffffff; --ink: #1c2430; --soft: #586172; --line: #e2ddd2; --wash: #f1ede4; --mark: #8d8676;
  --accent: #0b6b60; --accent-ink: #ffffff; --accent-wash: #e2f1ee;
  --good: #1b6e3c; --good-wash: #e3f3e8; --warn: #8a5300; --warn-wash: #fcefd9; --bad: #a3262d; --bad-wash: #fbe6e6;
  --shadow: 0 1px 2px rgb(28 36 48 / .06), 0 4px 14px rgb(28 36 48 / .05);
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --card: #1c222b; --ink: #e9ebef; --soft: #a4adbb; --line: #313946; --wash: #232a35; --mark: #78828f;
    --accent: #5cc9b8; --accent-ink: #08251f; --accent-wash: #17352f;
    --good: #79d49a; --good-wash: #17301f; --warn: #f0b95c; --warn-wash: #35290f; --bad: #ff9a98; --bad-wash: #3a1b1d;
    --shadow: 0 1px 2px rgb(0 0 0 / .3);
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); display: flex; flex-direction: column; min-height: 100vh; min-height: 100dvh; overflow-wrap: anywhere; }
main { flex: 1; width: 100%; max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
main.narrow { max-width: 42rem; }
h1, h2, h3 { font-family: var(--serif); line-height: 1.2; font-weight: 650; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.7rem, 1.3rem + 2vw, 2.4rem); letter-spacing: -.015em; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .8rem; }
h3 { font-size: 1.1rem; }
p { margin: .6rem 0; max-width: 68ch; }
a { color: var(--accent); text-decoration-thickness: .07em; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: .14em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, .mono { font-family: var(--mono); font-size: .88em; }
code { background: var(--wash); padding: .1em .35em; border-radius: .3em; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
ul.plain, ol.plain { list-style: none; margin: 0; padding: 0; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.lead { font-size: 1.125rem; color: var(--soft); margin: .5rem 0 1.4rem; }
.row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
.spread { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; justify-content: space-between; align-items: baseline; }
.stack > * + * { margin-top: 1rem; }
.hide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--card); padding: .6rem 1rem; border-radius: 0 0 .5rem .5rem; z-index: 2; }
.skip:focus { top: 0; }
header.site { background: var(--card); border-bottom: 1px solid var(--line); }
header.site > div, footer.site > div { max-width: 66rem; margin: 0 auto; padding: .8rem 1rem; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; align-items: center; }
.brand { font-family: var(--serif); font-weight: 700; font-size: 1.15rem; color: var(--ink); text-decoration: none; display: inline-flex; gap: .55rem; align-items: center; margin-right: auto; padding: .3rem 0; }
.brand svg { width: 1.6rem; height: 1.6rem; flex: none; }
nav.site { display: flex; flex-wrap: wrap; gap: .1rem; margin: 0 -.6rem; }
nav.site a { color: var(--soft); text-decoration: none; padding: .55rem .6rem; border-radius: .45rem; font-weight: 550; font-size: .95rem; }
nav.site a:hover { background: var(--wash); color: var(--ink); }
nav.site a[aria-current] { color: var(--accent); box-shadow: inset 0 -2px var(--accent); border-radius: .45rem .45rem 0 0; }
nav.site a.call { background: var(--accent); color: var(--accent-ink); margin-left: .3rem; }
nav.site a.call[aria-current] { box-shadow: none; border-radius: .45rem; }
footer.site { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
footer.site a { color: inherit; padding: .35rem 0; }
@media (max-width: 34rem) { .brand { width: 100%; } nav.site { width: calc(100% + 1.2rem); } nav.site a { white-space: nowrap; padding: .55rem .5rem; } }
@media print { header.site, footer.site, form, .pager { display: none; } body { background: #fff; } }
`
