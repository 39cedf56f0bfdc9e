// A difference as people read it, file by file, with what was said on its lines.
import type { FileDifference } from '../git/history.js';
import type { ReviewThread } from '../model.js';
import { threadBox } from './conversation.js';
import { type Html, plain } from './html.js';

export function changes(files: FileDifference[], threads: ReviewThread[], base: string): Html {
  return files
    .map((file) =>
      fileBox(
        file,
        threads.filter(({ path }) => path === file.path),
        base,
      ),
    )
    .join('');
}

function fileBox(file: FileDifference, threads: ReviewThread[], base: string): Html {
  const name = file.previous ? `${file.previous} → ${file.path}` : file.path;
  const counts = `<span class="good">+${file.additions}</span> <span class="bad">−${file.deletions}</span>`;
  const rows =
    file.patch === '' ? '<tr><td class="quiet">Nothing to show.</td></tr>' : lines(file.patch, threads, base);
  return `<article class="box"><header><b>${plain(name)}</b> ${counts}</header><table class="diff">${rows}</table></article>`;
}

function lines(patch: string, threads: ReviewThread[], base: string): Html {
  let [left, right] = [0, 0];
  return patch
    .split('\n')
    .map((text) => {
      const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
      if (start) {
        [left, right] = [Number(start[1]), Number(start[2])];
        return row('hunk', ['', ''], text);
      }
      if (text.startsWith('\\')) return row('', ['', ''], text);
      const kind = text.startsWith('+') ? 'add' : text.startsWith('-') ? 'cut' : '';
      const numbers = [kind === 'add' ? '' : String(left), kind === 'cut' ? '' : String(right)];
      const said = threads.filter(({ side, line }) =>
        side === 'RIGHT' ? kind !== 'cut' && line === right : kind !== 'add' && line === left,
      );
      if (kind !== 'add') left += 1;
      if (kind !== 'cut') right += 1;
      const boxes = said.map((thread) => `<tr><td colspan="3">${threadBox(thread, base)}</td></tr>`);
      return row(kind, numbers, text) + boxes.join('');
    })
    .join('');
}

function row(kind: string, numbers: string[], text: string): Html {
  const places = numbers.map((number) => `<td class="number">${number}</td>`).join('');
  return `<tr class="${kind}">${places}<td>${plain(text)}</td></tr>`;
}
