// Lists in pages, with the links to the others as GitHub sends them.
import { Refusal } from '../refusal.js';
import type { Answer } from './route.js';

const PER_PAGE = 30;
const PER_PAGE_MAX = 100;

/** The page that was asked for, as a whole answer. `url` is that of the request. */
export function paged(answer: Answer, query: Record<string, unknown>, url: URL): Answer {
  if (!answer.list) return answer;
  const { all, wrap } = answer.list;
  const perPage = Math.min(PER_PAGE_MAX, positive(query['per_page'], PER_PAGE));
  const page = positive(query['page'], 1);
  const items = all.slice((page - 1) * perPage, page * perPage);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const links: [string, number][] = [
    ...(page > 1 ? ([['prev', page - 1]] as [string, number][]) : []),
    ...(page < last
      ? ([
          ['next', page + 1],
          ['last', last],
        ] as [string, number][])
      : []),
    ...(page > 1 ? ([['first', 1]] as [string, number][]) : []),
  ];
  const header = links.map(([name, number]) => `<${withPage(url, number)}>; rel="${name}"`).join(', ');
  return {
    status: answer.status,
    body: wrap ? wrap(items, all.length) : items,
    headers: { ...answer.headers, ...(header ? { link: header } : {}) },
  };
}

function positive(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Refusal(422, 'Validation Failed');
  return number;
}

function withPage(url: URL, page: number): string {
  const other = new URL(url);
  other.searchParams.set('page', String(page));
  return other.toString();
}
