// Lists of GitHub, page by page, as far as anybody needs them.

export const PAGE_SIZE = 100;

/** All items of at most `pagesMax` pages; `until` ends it early with the item that was looked for. */
export async function readPages<T>(
  pagesMax: number,
  readPage: (page: number) => Promise<readonly T[]>,
  until: (item: T) => boolean = () => false,
): Promise<{ items: T[]; complete: boolean }> {
  const items: T[] = [];
  for (let page = 1; page <= pagesMax; page += 1) {
    const found = await readPage(page);
    items.push(...found);
    if (found.length < PAGE_SIZE || found.some(until)) return { items, complete: true };
  }
  return { items, complete: false };
}
