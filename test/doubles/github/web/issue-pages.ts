// The pages of issues, pull requests and lists of them.
import { commitsOf, differences } from '../git/history.js';
import { type Issue, isPull, type PullIssue, type Repository } from '../model.js';
import { changes } from './changes.js';
import { checksBox } from './checks.js';
import { conversation, labelPill } from './conversation.js';
import { avatar, type Html, plain, when, who } from './html.js';

function baseOf({ owner, name }: Repository): string {
  return `/${owner.login}/${name}`;
}

/** Open ones first, the newest first. */
export function listPage(repository: Repository, kind: 'issues' | 'pulls' | 'all'): Html {
  const base = baseOf(repository);
  const found = repository.issues.filter(
    (issue) => !issue.gone && (kind === 'all' || isPull(issue) === (kind === 'pulls')),
  );
  const ordered = found.toSorted((one, other) => {
    return Number(one.state === 'closed') - Number(other.state === 'closed') || other.number - one.number;
  });
  const rows = ordered.map((issue) => {
    const { look, word } = stateOf(issue);
    const href = `${base}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
    const labels = issue.labels.map(labelPill).join('');
    return `<div class="row"><span class="pill ${look}">${word}</span> <a href="${href}"><b>${plain(issue.title)}</b></a> ${labels}
<p class="meta">#${issue.number} by ${plain(issue.user.login)} ${when(issue.createdAtMs)} · ${count(issue.comments.length, 'comment')}</p></div>`;
  });
  const tab = (name: string, words: string) =>
    `<a href="${base}/${name}"${name === kind ? ' class="here"' : ''}>${words}</a>`;
  const empty = '<div class="row quiet">Nothing here yet.</div>';
  return `<h1 class="title">${plain(repository.owner.login)} / <b>${plain(repository.name)}</b></h1>
<nav class="tabs">${tab('issues', 'Issues')}${tab('pulls', 'Pull requests')}</nav><section class="box">${rows.join('') || empty}</section>`;
}

function stateOf(issue: Issue): { look: string; word: string; css: string } {
  if (issue.pull?.merged) return { look: 'quiet', word: 'Merged', css: 'merged' };
  if (issue.state === 'closed') return { look: 'quiet', word: 'Closed', css: issue.pull ? 'rejected' : 'closed' };
  if (issue.pull?.draft) return { look: 'quiet', word: 'Draft', css: 'draft' };
  return { look: 'good', word: 'Open', css: 'open' };
}

export function issuePage(repository: Repository, issue: Issue): Html {
  const { css, word } = stateOf(issue);
  return `${title(issue)}
<p class="meta"><span class="state ${css}">${word}</span>${who(issue.user)} opened this issue ${when(issue.createdAtMs)} · ${count(issue.comments.length, 'comment')}</p>
<div class="columns"><div class="wide">${conversation(repository, issue)}</div>${aside(issue)}</div>`;
}

export async function pullPage(repository: Repository, issue: PullIssue): Promise<Html> {
  const { pull } = issue;
  const { css, word } = stateOf(issue);
  const fork = (await repository.git.ask('merge-base', pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const files = await differences(repository.git, fork, pull.headSha);
  const commits = await commitsOf(repository.git, '--reverse', `${fork}..${pull.headSha}`);
  const base = baseOf(repository);
  const listing = commits.map(({ sha, message }) => {
    const first = plain(message.split('\n')[0] ?? '');
    return `<div class="row"><a href="${base}/commit/${sha}">${first}</a> <code class="path">${sha.slice(0, 7)}</code></div>`;
  });
  const verb = pull.merged ? 'merged' : 'wants to merge';
  return `${title(issue)}
<p class="meta"><span class="state ${css}">${word}</span>${who(pull.merged?.by ?? issue.user)} ${verb} ${count(commits.length, 'commit')} into <code class="path">${plain(pull.baseBranch)}</code> from <code class="path">${plain(pull.headBranch)}</code></p>
<nav class="tabs"><a class="here" href="#conversation">Conversation</a><a href="#commits">Commits ${commits.length}</a><a href="#files">Files changed ${files.length}</a></nav>
<div class="columns"><div class="wide" id="conversation">${conversation(repository, issue)}${checksBox(repository, pull.headSha)}
<section class="box" id="commits"><header><b>Commits</b></header>${listing.join('')}</section></div>${aside(issue)}</div>
<h2 id="files">Files changed</h2>${changes(files, pull.threads, base)}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function title({ title: words, number }: Issue): Html {
  return `<h1 class="title">${plain(words)} <span>#${number}</span></h1>`;
}

function aside(issue: Issue): Html {
  const reviews = issue.pull?.reviews.filter(({ state }) => state !== 'PENDING' && state !== 'COMMENTED') ?? [];
  const signs: Record<string, Html> = { APPROVED: '<b class="good">✓</b>', CHANGES_REQUESTED: '<b class="bad">±</b>' };
  const verdicts = new Map(reviews.map((review) => [review.user, review.state]));
  const reviewers = [...verdicts].map(
    ([user, state]) => `<div>${avatar(user)}${who(user)} ${signs[state] ?? ''}</div>`,
  );
  const reviewed = issue.pull ? section('Reviewers', reviewers.join('') || 'No reviews') : '';
  return `<aside>${reviewed}${section('Labels', issue.labels.map(labelPill).join(' ') || 'None yet')}</aside>`;
}

function section(name: string, html: Html): Html {
  return `<section><h3>${name}</h3>${html}</section>`;
}
