// How the pages look: plain, close to what people know from GitHub.

export const STYLE = `
:root { --line: #d1d9e0; --soft: #f6f8fa; --quiet: #59636e; --link: #0969da; --good: #1a7f37; --bad: #d1242f; --busy: #9a6700; --done: #8250df; }
* { box-sizing: border-box; }
body { margin: 0; color: #1f2328; background: #fff; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.top { display: flex; gap: 16px; padding: 12px 24px; background: var(--soft); border-bottom: 1px solid var(--line); }
.top nav span { color: var(--quiet); padding: 0 4px; }
main { max-width: 1012px; margin: 24px auto; padding: 0 24px; }
h1.title { font-size: 28px; font-weight: 400; margin: 0 0 8px; } h1.title span { color: var(--quiet); }
.meta { color: var(--quiet); margin-bottom: 16px; }
.state { display: inline-block; color: #fff; border-radius: 2em; padding: 4px 12px; margin-right: 8px; font-weight: 500; }
.state.open { background: var(--good); } .state.closed, .state.merged { background: var(--done); } .state.rejected { background: var(--bad); } .state.draft { background: var(--quiet); }
.tabs { display: flex; gap: 8px; border-bottom: 1px solid var(--line); margin: 16px 0; } .tabs a { padding: 8px 12px; color: inherit; } .tabs a.here { border-bottom: 2px solid #fd8c73; font-weight: 600; }
.columns { display: flex; gap: 24px; align-items: flex-start; } .columns > .wide { flex: 1; min-width: 0; } .columns > aside { width: 210px; font-size: 12px; }
aside section { border-bottom: 1px solid var(--line); padding: 8px 0 12px; } aside h3 { font-size: 12px; color: var(--quiet); margin: 0 0 6px; }
.avatar { width: 20px; height: 20px; border-radius: 50%; vertical-align: middle; margin-right: 6px; }
.box { border: 1px solid var(--line); border-radius: 6px; margin-bottom: 16px; overflow: hidden; } .box > header { background: var(--soft); border-bottom: 1px solid var(--line); padding: 8px 16px; color: var(--quiet); } .box > header b { color: #1f2328; } .box > header b.good { color: var(--good); } .box > header b.bad { color: var(--bad); } .box > header b.busy { color: var(--busy); }
.box > .inside { padding: 16px; } .row { padding: 10px 16px; border-top: 1px solid var(--line); } .row:first-child { border-top: 0; } .row .meta { margin: 0; font-size: 12px; }
.event { color: var(--quiet); padding: 4px 0 16px 20px; border-left: 2px solid var(--line); margin-left: 24px; }
.label { display: inline-block; border-radius: 2em; padding: 0 8px; font-size: 12px; font-weight: 500; border: 1px solid #0002; margin-right: 4px; } .pill { border: 1px solid var(--line); border-radius: 2em; padding: 0 6px; font-size: 11px; color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); } .busy { color: var(--busy); } .quiet { color: var(--quiet); }
.reactions { margin: 16px 0 0; } .reactions span { border: 1px solid var(--line); border-radius: 2em; padding: 1px 8px; margin-right: 6px; font-size: 12px; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; } .markdown h1, .markdown h2 { border-bottom: 1px solid var(--line); padding-bottom: .3em; } .markdown h1 { font-size: 1.6em; } .markdown h2 { font-size: 1.35em; } .markdown h3 { font-size: 1.15em; }
.markdown code, code.path { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; } .markdown pre { background: var(--soft); border-radius: 6px; padding: 12px 16px; overflow: auto; } .markdown pre code { background: none; padding: 0; }
.markdown table { border-collapse: collapse; display: block; overflow: auto; margin: 0 0 16px; } .markdown td, .markdown th { border: 1px solid var(--line); padding: 6px 13px; } .markdown tr:nth-child(2n) { background: var(--soft); } .markdown blockquote { margin: 0 0 16px; padding: 0 1em; color: var(--quiet); border-left: .25em solid var(--line); }
.markdown li.task { list-style: none; margin-left: -1.4em; } .markdown details { margin-bottom: 16px; } .markdown summary { cursor: pointer; }
table.diff { width: 100%; border-collapse: collapse; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; } table.diff td { padding: 0 10px; white-space: pre-wrap; word-break: break-all; vertical-align: top; } table.diff td.number { width: 1%; color: var(--quiet); text-align: right; user-select: none; white-space: nowrap; }
tr.add { background: #dafbe1; } tr.cut { background: #ffebe9; } tr.hunk { background: #ddf4ff; color: var(--quiet); } table.diff .box { font: 14px/1.5 -apple-system, "Segoe UI", sans-serif; margin: 8px; white-space: normal; background: #fff; }
`;
