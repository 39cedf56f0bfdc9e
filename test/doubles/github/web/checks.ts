// The checks of a commit as people see them: what is said of each, and what all of them come to.
import { latestRuns, latestStatuses } from '../acts/checks.js';
import type { CheckRun, Repository } from '../model.js';
import { type Html, plain } from './html.js';
import { markdown } from './markdown.js';

type Look = 'good' | 'bad' | 'busy' | 'quiet';
const SIGNS: Record<Look, string> = { good: '✓', bad: '✗', busy: '●', quiet: '–' };

export function checksBox(repository: Repository, sha: string): Html {
  const base = `/${repository.owner.login}/${repository.name}`;
  const runs = latestRuns(repository, sha).map((run) => {
    const title = run.output.title ? ` <span class="quiet">— ${plain(run.output.title)}</span>` : '';
    return { look: lookOf(run), html: `<a href="${base}/runs/${run.id}">${plain(run.name)}</a>${title}` };
  });
  const statuses = latestStatuses(repository, sha).map(({ state, context, description }) => {
    const look: Look = state === 'success' ? 'good' : state === 'pending' ? 'busy' : 'bad';
    return { look, html: `${plain(context)} <span class="quiet">${plain(description ?? '')}</span>` };
  });
  const all = [...runs, ...statuses];
  if (all.length === 0) return '<section class="box"><header>No checks on this commit</header></section>';
  const bad = all.filter(({ look }) => look === 'bad').length;
  const busy = all.filter(({ look }) => look === 'busy').length;
  const whole =
    bad > 0
      ? `<b class="bad">${bad} failing</b>`
      : busy > 0
        ? `<b class="busy">${busy} still running</b>`
        : '<b class="good">All checks have passed</b>';
  const rows = all.map(({ look, html }) => `<div class="row"><b class="${look}">${SIGNS[look]}</b> ${html}</div>`);
  return `<section class="box"><header>${whole} · ${all.length} in all</header>${rows.join('')}</section>`;
}

function lookOf({ status, conclusion }: CheckRun): Look {
  if (status !== 'completed') return 'busy';
  if (conclusion === 'success') return 'good';
  return conclusion === 'neutral' || conclusion === 'skipped' ? 'quiet' : 'bad';
}

export function checkPage(repository: Repository, run: CheckRun): Html {
  const base = `/${repository.owner.login}/${repository.name}`;
  const look = lookOf(run);
  const said = [run.output.summary, run.output.text].filter(Boolean).map((text) => markdown(text ?? '', base));
  const places = run.annotations.map(({ path, startLine, message }) => {
    return `<div class="row"><code class="path">${plain(path)}:${startLine}</code> ${plain(message)}</div>`;
  });
  const log =
    run.log === null
      ? ''
      : `<section class="box"><header>Log</header><div class="inside markdown"><pre>${plain(run.log)}</pre></div></section>`;
  return `<h1 class="title"><b class="${look}">${SIGNS[look]}</b> ${plain(run.name)}</h1>
<p class="meta">${plain(run.conclusion ?? run.status)} on <code class="path">${run.suite.headSha.slice(0, 7)}</code></p>
<section class="box"><header>${plain(run.output.title ?? 'Output')}</header><div class="inside">${said.join('')}</div>${places.join('')}</section>${log}`;
}
