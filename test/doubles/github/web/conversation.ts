// What was said and done on an issue or a pull request, in its order.
import type { Comment, Issue, IssueEvent, Label, Reaction, Repository, Review, ReviewThread } from '../model.js';
import { avatar, type Html, plain, when, who } from './html.js';
import { markdown } from './markdown.js';

const FACES: Record<string, string> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
};

export function conversation(repository: Repository, issue: Issue): Html {
  const base = `/${repository.owner.login}/${repository.name}`;
  const parts: { id: number; html: Html }[] = [
    ...issue.comments.map((comment) => ({ id: comment.id, html: commentBox(comment, base) })),
    ...issue.events.map((event) => ({ id: event.id, html: eventLine(event) })),
    ...(issue.pull?.reviews ?? []).map((review) => ({
      id: review.id,
      html: reviewBox(review, issue.pull?.threads ?? [], base),
    })),
  ];
  const first = commentBox({ ...issue, body: issue.body ?? '', id: issue.id }, base);
  return (
    first +
    parts
      .sort((one, other) => one.id - other.id)
      .map(({ html }) => html)
      .join('')
  );
}

type Said = Pick<Comment, 'id' | 'user' | 'body' | 'createdAtMs' | 'reactions'>;

export function commentBox({ id, user, body, createdAtMs, reactions }: Said, base: string): Html {
  const words = body.trim() === '' ? '<em class="quiet">No description provided.</em>' : markdown(body, base);
  const head = `<header>${avatar(user)}${who(user)} commented ${when(createdAtMs)}</header>`;
  return `<article class="box" id="comment-${id}">${head}<div class="inside">${words}${faces(reactions)}</div></article>`;
}

function faces(reactions: Reaction[]): Html {
  const counts = new Map<string, number>();
  for (const { content } of reactions) counts.set(content, (counts.get(content) ?? 0) + 1);
  if (counts.size === 0) return '';
  return `<p class="reactions">${[...counts].map(([content, count]) => `<span>${FACES[content]} ${count}</span>`).join('')}</p>`;
}

export function labelPill({ name, color }: Label): Html {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const ink = red * 0.299 + green * 0.587 + blue * 0.114 > 140 ? '#1f2328' : '#fff';
  return `<span class="label" style="background:#${plain(color)};color:${ink}">${plain(name)}</span>`;
}

function eventLine({ event, actor, label, rename, commit, createdAtMs }: IssueEvent): Html {
  const words: Record<string, Html> = {
    labeled: `added ${label ? labelPill(label) : 'a label'}`,
    unlabeled: `removed ${label ? labelPill(label) : 'a label'}`,
    closed: 'closed this',
    reopened: 'reopened this',
    renamed: `changed the title <del>${plain(rename?.from ?? '')}</del> to <b>${plain(rename?.to ?? '')}</b>`,
    merged: `merged commit <code class="path">${commit?.slice(0, 7)}</code>`,
    ready_for_review: 'marked this as ready for review',
    convert_to_draft: 'made this a draft',
  };
  return `<div class="event">${avatar(actor)}${who(actor)} ${words[event] ?? plain(event.replaceAll('_', ' '))} ${when(createdAtMs)}</div>`;
}

const VERDICTS: Record<string, Html> = {
  APPROVED: '<span class="good">approved these changes</span>',
  CHANGES_REQUESTED: '<span class="bad">requested changes</span>',
  COMMENTED: 'reviewed',
  DISMISSED: 'reviewed (dismissed)',
};

/** With the threads that it began; answers stand in those. */
function reviewBox(review: Review, threads: ReviewThread[], base: string): Html {
  const begun = threads.filter(({ comments }) => comments[0]?.review === review);
  if (review.state === 'PENDING') return '';
  if (review.state === 'COMMENTED' && review.body === '' && begun.length === 0) return '';
  const head = `<div class="event">${avatar(review.user)}${who(review.user)} ${VERDICTS[review.state]} ${when(review.createdAtMs)}</div>`;
  const said = review.body === '' ? '' : commentBox({ ...review, reactions: [] }, base);
  return head + said + begun.map((thread) => threadBox(thread, base)).join('');
}

export function threadBox({ path, line, comments, resolvedBy }: ReviewThread, base: string): Html {
  const resolved = resolvedBy ? ` · resolved by ${plain(resolvedBy.login)}` : '';
  const place = `<header><code class="path">${plain(path)}${line === null ? '' : `:${line}`}</code>${resolved}</header>`;
  const said = comments.map(({ user, body, createdAtMs }) => {
    return `<div class="row">${avatar(user)}${who(user)} ${when(createdAtMs)}${markdown(body, base)}</div>`;
  });
  return `<article class="box">${place}${said.join('')}</article>`;
}
