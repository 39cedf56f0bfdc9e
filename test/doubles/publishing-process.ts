// A worker's process that publishes one commit to a forge and then says so, for a test that kills it on the way.
// Usage: publishing-process STATE CACHE HOST OWNER/NAME BRANCH COMMIT, with the token in GITHUB_TOKEN.
import { join } from 'node:path';
import { homeIn } from '../../activities/home.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { githubRemotes } from '../../activities/workspace/remote/github-remotes.js';
import { repositoryNamed, repositoryRefOf } from '../../core/github-address.js';

const [state = '', cache = '', host = '', fullName = '', branch = '', commit = ''] = process.argv.slice(2);
const settings = { host, webUrl: `http://${host}` };
const token = async () => ({ ok: true, value: process.env['GITHUB_TOKEN'] ?? '' }) as const;
const workspace = createWorkspace({
  home: homeIn({ state, cache, config: join(state, 'config.yml') }),
  remotes: githubRemotes({ token }, settings),
});
await workspace.publish(repositoryRefOf(settings, repositoryNamed(settings, fullName)), branch, commit, null);
console.log('published');
