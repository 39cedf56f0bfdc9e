// Hears the commands in new comments: each is answered once, whatever dies on the way. A reaction at once, the act, the
// answer, and the ledger's mark last; each of them finds itself done when it is done again.
import type { IssueComment } from '../../activities/forge/github/github.js';
import { helpText, MORE_COMMANDS, refusalOfCommand } from '../../core/intake/comment-texts.js';
import { type ParsedComment, parseComment } from '../../core/intake/parse-command.js';
import { keyIn } from '../../core/own-mark.js';
import { forgePath } from '../../core/repository.js';
import { obey } from './obey.js';
import { isUs, keyFor, placeOf, react, type Scene, say, sha256, valueIn } from './scene.js';

type Heard = Exclude<ParsedComment, { kind: 'none' }>;

/** What was said before intake first looked at a place, and longer ago, is not done any more. */
const FIRST_LOOK_MS = 7 * 24 * 60 * 60_000;
/** Lists show a comment a moment after it was made. */
const OVERLAP_MS = 60_000;

export async function hearComments(scene: Scene): Promise<void> {
  const { hands, repository, number } = scene;
  const { intake } = hands.ledger;
  const place = placeOf(scene, 'comments');
  const sinceMs = (await intake.cursor(place))?.sinceMs ?? Date.now() - FIRST_LOOK_MS;
  const comments = valueIn(await hands.github.comments(repository, number, sinceMs));
  for (const comment of comments) await hear(scene, comment, comments);
  const newestMs = Math.max(...comments.map(({ updatedAtMs }) => updatedAtMs)) - OVERLAP_MS;
  if (newestMs > sinceMs) await intake.moveCursor(place, { sinceMs: newestMs, etag: null, seen: {} });
}

async function hear(scene: Scene, comment: IssueComment, all: readonly IssueComment[]): Promise<void> {
  // What stands under our mark quotes commands, and never is one; under a person's token it is even by that person.
  if (comment.bot || keyIn(comment.body) !== null) return;
  const parsed = parseComment(comment.body);
  if (parsed.kind === 'none') return;
  const { intake } = scene.hands.ledger;
  const mark = { repository: forgePath(scene.repository), commentId: comment.id, textSha256: sha256(comment.body) };
  const key = `answer:${comment.id}:${keyFor(comment.body)}`;
  if ((await intake.isAnswered(mark)) || (await isAnsweredThere(scene, key, all))) return;
  if (await scene.mayWrite(comment.author)) await answer(scene, comment, parsed, key);
  else await refuse(scene, comment.author);
  await intake.markAnswered(mark);
}

/** The forge remembers, too: a ledger that was lost does not make old commands new. */
async function isAnsweredThere(scene: Scene, key: string, all: readonly IssueComment[]): Promise<boolean> {
  const answers = all.filter(({ body }) => keyIn(body) === key);
  if (answers.length === 0) return false;
  const ours = await Promise.all(answers.map(({ author }) => isUs(scene, author)));
  return ours.includes(true);
}

async function answer(scene: Scene, comment: IssueComment, parsed: Heard, key: string): Promise<void> {
  if (parsed.kind === 'malformed') {
    await react(scene, comment.id, 'confused');
    await say(scene, key, withMore(parsed, helpText(parsed.problem)));
    scene.did.push(`explained the commands to ${comment.author}`);
    return;
  }
  await react(scene, comment.id, 'eyes');
  const { ok, text } = await obey(scene, parsed.command, { order: key, saidAtMs: comment.updatedAtMs });
  await react(scene, comment.id, ok ? '+1' : 'confused');
  // The last of it: where it stands, all else was done.
  await say(scene, key, withMore(parsed, text));
  scene.did.push(`answered /nightshift ${parsed.command.kind} by ${comment.author}`);
}

async function refuse(scene: Scene, login: string): Promise<void> {
  await say(scene, `refused:${keyFor(login)}`, refusalOfCommand(login));
  scene.did.push(`refused a command by ${login}`);
}

function withMore({ more }: Heard, text: string): string {
  return more ? `${text}\n\n${MORE_COMMANDS}` : text;
}
