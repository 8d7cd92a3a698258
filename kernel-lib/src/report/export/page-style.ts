/** The style sheet of an exported page. Contrast of text is at least 7:1 in both schemes, of code tokens at least 4.5:1. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --text-light: #1c2126; --paper-light: #ffffff; --line-light: #6b7680; --grid-light: #dfe4e8;
  --text-dark: #e4e8ec; --paper-dark: #14181c; --line-dark: #98a3ad; --grid-dark: #313a42;
  --text: var(--text-light); --paper: var(--paper-light); --line: var(--line-light); --grid: var(--grid-light);
  --soft: #4a545d; --panel: #f5f7f9; --link: #0a5ea8; --good: #176b43; --bad: #a3360a; --open: #6a5200;
  --keyword: #8c2f7a; --string: #176b43; --number: #9a4a00; --comment: #5a6570; --title: #0a5ea8; --type: #5b4bb5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: var(--text-dark); --paper: var(--paper-dark); --line: var(--line-dark); --grid: var(--grid-dark);
    --soft: #b4bec7; --panel: #1d2329; --link: #7cbcf5; --good: #71cf9f; --bad: #ff9f7a; --open: #e5c469;
    --keyword: #e79ad6; --string: #8fd6a8; --number: #f2b375; --comment: #9aa5af; --title: #86c1f5; --type: #b9adff;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--text); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 2; }
.frame { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 90rem; margin: 0 auto; padding: 0 1.25rem; gap: 0 2rem; }
header { grid-column: 1 / -1; padding: 2.5rem 0 1.25rem; border-bottom: 1px solid var(--grid); margin-bottom: 1rem; }
header h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
header p { margin: .5rem 0 0; color: var(--soft); }
nav { font-size: .9rem; line-height: 1.4; padding: 1rem 0; }
nav h2 { font-size: .8rem; margin: 0 0 .5rem; color: var(--soft); text-transform: uppercase; letter-spacing: .06em; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { margin: .3rem 0; }
nav summary { font-size: inherit; padding: 0; }
nav .level-3 { padding-left: 1rem; } nav .level-4 { padding-left: 2rem; }
nav a { color: var(--soft); text-decoration: none; } nav a:hover { color: var(--link); text-decoration: underline; }
@media (min-width: 64rem) {
  .frame { grid-template-columns: 12rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; align-self: start; }
}
main { padding-bottom: 5rem; min-width: 0; max-width: 72rem; }
.notebook { content-visibility: auto; contain-intrinsic-size: auto 5000px; }
.notebook + .notebook { margin-top: 4rem; border-top: 1px solid var(--grid); padding-top: 2rem; }
.prose { max-width: 46rem; }
h2 { font-size: 1.6rem; line-height: 1.25; margin: 2rem 0 .6rem; } h3 { font-size: 1.2rem; margin: 1.8rem 0 .4rem; } h4 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
.notebook > .prose:first-child h2:first-child { margin-top: 1rem; }
.cell { margin: 1.1rem 0; }
pre { margin: .5rem 0; padding: .7rem .9rem; overflow: auto; border-radius: 6px; background: var(--panel); font: .85rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre.code { border-left: 3px solid var(--grid); }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em; } pre code { font-size: inherit; }
pre.stderr { border-left: 3px solid var(--open); }
.error { border-left: 3px solid var(--bad); padding-left: .9rem; } .error strong { color: var(--bad); }
.remark { border: 1px solid var(--grid); border-left: 3px solid var(--open); border-radius: 6px; padding: .7rem .9rem; max-width: 46rem; }
.output { margin: .6rem 0; } .output > p:only-child { font-size: 1.08rem; max-width: 46rem; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .82rem; line-height: 1.35; font-variant-numeric: tabular-nums; margin: .5rem 0; }
caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { padding: .3rem .45rem; border-bottom: 1px solid var(--grid); vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 500; min-width: 9rem; } [align=right] { text-align: right; } [align=left] { text-align: left; }
.many table { font-size: .73rem; } .many th, .many td { padding: .25rem .28rem; } .many tbody th { min-width: 7rem; } .many thead th { max-width: 5.2rem; overflow-wrap: break-word; hyphens: auto; }
.output ul { margin: .4rem 0; padding-left: 1.1rem; color: var(--soft); font-size: .87rem; max-width: 56rem; }
.figure { margin: 1.5rem 0; padding: 1rem 1.1rem .7rem; border: 1px solid var(--grid); border-radius: 8px; }
.figure figure { margin: 0; } .figure figcaption { max-width: 52rem; } .figure figcaption small { display: block; color: var(--soft); font-size: .82rem; margin-top: .25rem; }
.figure figure > p { margin: .7rem 0 0; font-size: .87rem; font-weight: 600; } .download { margin: .3rem 0 0; font-size: .87rem; }
.plot { width: 100%; } .plot:empty { display: none; }
summary { cursor: pointer; color: var(--soft); font-size: .87rem; padding: .3rem 0; }
.claim { border: 1px solid var(--grid); border-left: 4px solid var(--open); border-radius: 8px; padding: .3rem 1.1rem .6rem; margin: .9rem 0; max-width: 56rem; }
.claim > p { margin: .5rem 0; font-size: 1.02rem; } .claim strong { color: var(--open); }
.claim[data-state=holds], .claim[data-state=met] { border-left-color: var(--good); } .claim[data-state=holds] strong, .claim[data-state=met] strong { color: var(--good); }
.claim[data-state=reversed], .claim[data-state=missed] { border-left-color: var(--bad); } .claim[data-state=reversed] strong, .claim[data-state=missed] strong { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .3rem 0; font-size: .9rem; } dt { color: var(--soft); } dd { margin: 0; }
.links { font-size: .87rem; } img { max-width: 100%; height: auto; }
.modebar-container { opacity: .8; }
.hljs-keyword, .hljs-built_in, .hljs-literal { color: var(--keyword); } .hljs-string, .hljs-regexp, .hljs-template-tag { color: var(--string); }
.hljs-number { color: var(--number); } .hljs-comment { color: var(--comment); font-style: italic; } .hljs-title, .hljs-attr, .hljs-property { color: var(--title); } .hljs-type, .hljs-class { color: var(--type); }
.ansi-1, .ansi-9 { color: var(--bad); } .ansi-2, .ansi-10 { color: var(--good); } .ansi-3, .ansi-11 { color: var(--open); } .ansi-4, .ansi-12 { color: var(--link); } .ansi-5, .ansi-13 { color: var(--keyword); } .ansi-6, .ansi-14 { color: var(--title); } .ansi-0, .ansi-7, .ansi-8, .ansi-15, .ansi-faint { color: var(--soft); }
.ansi-bold { font-weight: 700; } .ansi-italic { font-style: italic; } .ansi-underline { text-decoration: underline; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (max-width: 40rem) { .frame { padding: 0 .8rem; } .figure { padding: .6rem .5rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print {
  :root { --text: var(--text-light); --paper: #fff; --line: var(--line-light); --grid: var(--grid-light); --soft: #4a545d; --panel: #f5f7f9; --link: #1c2126;
    --good: #176b43; --bad: #a3360a; --open: #6a5200; --keyword: #8c2f7a; --string: #176b43; --number: #9a4a00; --comment: #5a6570; --title: #0a5ea8; --type: #5b4bb5; color-scheme: light; }
  @page { margin: 16mm 14mm; }
  .notebook { content-visibility: visible; }
  body { font-size: 10pt; } nav, .skip, .download, .links, .modebar-container { display: none; } .frame { display: block; max-width: none; padding: 0; }
  header { padding-top: 0; } pre, .wide { overflow: visible; white-space: pre-wrap; } table { font-size: 7.5pt; } th, td { padding: .2rem .35rem; } tbody th { min-width: 0; }
  .figure, .claim, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; } .notebook + .notebook { break-before: page; }
}
`;
