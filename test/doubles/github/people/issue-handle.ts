// What a person does to an issue or to the conversation of a pull request.
import { addComment, deleteComment, editComment, react } from '../acts/comments.js';
import {
  addLabels,
  deleteIssue,
  editIssue,
  lockIssue,
  removeLabel,
  setIssueState,
  transferIssue,
} from '../acts/issues.js';
import type { Comment, Issue, ReactionContent, Repository } from '../model.js';
import type { Standing } from './standing.js';

export interface IssueHandle {
  number: number;
  /** As it is now. */
  data: Issue;
  label(name: string): this;
  unlabel(name: string): this;
  comment(body: string): this;
  /** The newest comment of this person. */
  editComment(body: string): this;
  deleteComment(): this;
  react(content: ReactionContent): this;
  edit(change: { title?: string; body?: string | null }): this;
  close(reason?: 'completed' | 'not_planned'): this;
  reopen(): this;
  lock(): this;
  unlock(): this;
  /** Gone for good, as an issue is that is made a discussion. */
  delete(): this;
  transfer(to: Repository): IssueHandle;
}

export function issueHandle<T extends Issue>(standing: Standing, issue: T): IssueHandle & { data: T } {
  const { world, actor, repository, need } = standing;
  /** Their own, or as one who may do that to everybody's. */
  const own = (): void => {
    if (issue.user !== actor.user) need('triage');
  };
  const newest = (): Comment => {
    const comment = issue.comments.findLast(({ user }) => user === actor.user);
    if (!comment) throw new Error(`${actor.user.login} has no comment on #${issue.number}`);
    return comment;
  };
  return {
    number: issue.number,
    data: issue,
    label(name) {
      need('triage');
      addLabels(world, actor, repository, issue, [name]);
      return this;
    },
    unlabel(name) {
      need('triage');
      removeLabel(world, actor, repository, issue, name);
      return this;
    },
    comment(body) {
      need(issue.locked ? 'write' : 'read');
      addComment(world, actor, repository, issue, body);
      return this;
    },
    editComment(body) {
      editComment(world, actor, repository, issue, newest(), body);
      return this;
    },
    deleteComment() {
      deleteComment(world, actor, repository, issue, newest());
      return this;
    },
    react(content) {
      need('read');
      react(world, actor, issue, content);
      return this;
    },
    edit(change) {
      own();
      editIssue(world, actor, repository, issue, change);
      return this;
    },
    close(reason = 'completed') {
      own();
      setIssueState(world, actor, repository, issue, 'closed', { reason });
      return this;
    },
    reopen() {
      own();
      setIssueState(world, actor, repository, issue, 'open');
      return this;
    },
    lock() {
      need('write');
      lockIssue(world, actor, repository, issue, true);
      return this;
    },
    unlock() {
      need('write');
      lockIssue(world, actor, repository, issue, false);
      return this;
    },
    delete() {
      need('admin');
      deleteIssue(world, actor, repository, issue);
      return this;
    },
    transfer(to) {
      need('write');
      return issueHandle({ ...standing, repository: to }, transferIssue(world, actor, repository, issue, to));
    },
  };
}
