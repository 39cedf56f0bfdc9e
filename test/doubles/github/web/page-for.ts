// The pages of the double for people, and the plain texts that its answers link to.
import { differences } from '../git/history.js';
import { isPull, type Repository } from '../model.js';
import { fullName, repositoryNamed, type World } from '../world.js';
import { changes } from './changes.js';
import { checkPage } from './checks.js';
import { avatarImage, type Html, page, plain } from './html.js';
import { issuePage, listPage, pullPage } from './issue-pages.js';

export interface Page {
  text: string;
  type: string;
}

const HTML = 'text/html; charset=utf-8';

/** Null: there is none at that address. */
export async function pageFor(world: World, url: URL): Promise<Page | null> {
  const [first = '', second = '', third = '', fourth = ''] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  if (first === '') return { text: frontPage(world), type: HTML };
  if (first === 'avatars') return { text: avatarImage(second), type: 'image/svg+xml' };
  if (first === 'logs') return logOf(world, Number.parseInt(second, 10));
  const repository = repositoryNamed(world, first, second);
  const body = repository && (await bodyFor(repository, third, fourth));
  if (!repository || body === null) return null;
  const name = fullName(repository);
  const path = [
    { text: repository.owner.login, href: '/' },
    { text: repository.name, href: `/${name}` },
  ];
  return { text: page(`${fourth ? `#${fourth} · ` : ''}${name}`, path, body), type: HTML };
}

async function bodyFor(repository: Repository, kind: string, id: string): Promise<Html | null> {
  const issue = repository.issues.find(({ number, gone }) => number === Number(id) && !gone);
  // As on GitHub, either address leads to either kind.
  if ((kind === 'issues' || kind === 'pull') && id !== '') {
    if (!issue) return null;
    return isPull(issue) ? pullPage(repository, issue) : issuePage(repository, issue);
  }
  if (kind === 'issues' || kind === 'pulls') return listPage(repository, kind);
  if (kind === '') return listPage(repository, 'all');
  const run = repository.checkRuns.find((one) => one.id === Number(id));
  if (kind === 'runs' && run) return checkPage(repository, run);
  if (kind === 'commit') return commitPage(repository, id);
  return null;
}

async function commitPage(repository: Repository, name: string): Promise<Html | null> {
  const sha = await repository.git.commit(name);
  if (!sha) return null;
  const message = await repository.git.git('log', '-1', '--format=%B', sha);
  const parent = await repository.git.ask('rev-parse', '--verify', '--quiet', `${sha}^1`);
  const files = parent ? await differences(repository.git, parent, sha) : [];
  const head = `<section class="box"><header><code class="path">${sha}</code></header><div class="inside markdown"><pre>${plain(message)}</pre></div></section>`;
  return head + changes(files, [], `/${fullName(repository)}`);
}

function frontPage(world: World): Html {
  const rows = world.repositories.map((repository) => {
    const name = plain(fullName(repository));
    return `<div class="row"><a href="/${name}"><b>${name}</b></a> ${repository.private ? '<span class="pill">private</span>' : ''}</div>`;
  });
  return page('Repositories', [], `<h1 class="title">Repositories</h1><section class="box">${rows.join('')}</section>`);
}

/** What a job of Actions printed. */
function logOf(world: World, id: number): Page | null {
  const runs = world.repositories.flatMap(({ checkRuns }) => checkRuns);
  const log = runs.find((run) => run.id === id)?.log ?? null;
  return log === null ? null : { text: log, type: 'text/plain; charset=utf-8' };
}
