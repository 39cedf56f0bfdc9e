// Reads addresses of GitHub and remembers, for the next look, under which tags they answered. Whoever has the tags finds
// out whether anything has changed without being charged for it.
import type { Octokit } from 'octokit';
import { isInaccessible } from './forge-trouble.js';
import { isStatus } from './is-status.js';
import { PAGE_SIZE, readPages } from './pages.js';

export interface ConditionalReader {
  /** Of all that was read. */
  etags: Record<string, string>;
  /** Whether one of these addresses answers otherwise than it did, or no more; what it answers now is not asked again. */
  changedSince(known: Record<string, string>): Promise<boolean>;
  /** The first page, or the thing itself. `path` begins with a slash. */
  read<T>(path: string): Promise<T>;
  /** All pages, as far as `pagesMax`. `path` has a question mark in it. */
  readList<Page, T>(path: string, pagesMax: number, itemsOf: (page: Page) => T[]): Promise<T[]>;
}

export function conditionalReader(octokit: Octokit): ConditionalReader {
  const etags: Record<string, string> = {};
  const answers = new Map<string, unknown>();

  async function ask(path: string, headers: Record<string, string>): Promise<void> {
    const { data, headers: answered } = await octokit.request(`GET ${path}`, { headers });
    if (answered.etag) etags[path] = answered.etag;
    answers.set(path, data);
  }

  async function read<T>(path: string): Promise<T> {
    if (!answers.has(path)) await ask(path, {});
    return answers.get(path) as T;
  }

  async function changedSince(known: Record<string, string>): Promise<boolean> {
    for (const [path, etag] of Object.entries(known)) {
      try {
        await ask(path, { 'if-none-match': etag });
        return true;
      } catch (error) {
        if (isStatus(error, 404, 410) || isInaccessible(error)) return true;
        if (!isStatus(error, 304)) throw error;
      }
    }
    return Object.keys(known).length === 0;
  }

  return {
    etags,
    read,
    changedSince,
    async readList(path, pagesMax, itemsOf) {
      const paged = (page: number) => `${path}&per_page=${PAGE_SIZE}&page=${page}`;
      return (await readPages(pagesMax, async (page) => itemsOf(await read(paged(page))))).items;
    },
  };
}
