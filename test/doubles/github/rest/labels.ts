// Routes of labels: those that a repository has, and those on an issue.
import { addLabels, removeLabel } from '../acts/issues.js';
import { changeLabel, createLabel, deleteLabel, setLabels } from '../acts/labels.js';
import type { Issue, Label } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { labelView } from '../views/issue.js';
import { listed, same } from '../world.js';
import { namesOf } from './issues.js';
import {
  type Answer,
  type Asked,
  actorOf,
  created,
  forbidden,
  issueAsked,
  list,
  mayTriage,
  mayWrite,
  NO_CONTENT,
  ok,
  type Routes,
  textOf,
} from './route.js';

export const labelRoutes: Routes = {
  'issues/list-labels-for-repo': ({ world, repository }) =>
    list(listed(world, repository.labels).map((label) => labelView(world, repository, label))),
  'issues/get-label': (asked) => ok(labelView(asked.world, asked.repository, labelAsked(asked))),
  'issues/create-label': (asked) => {
    const { world, repository, body } = asked;
    if (!mayWrite(asked)) throw forbidden(asked);
    const given = {
      name: String(body['name']),
      color: textOf(body, 'color') ?? 'ededed',
      description: textOf(body, 'description') ?? null,
    };
    return created(labelView(world, repository, createLabel(world, actorOf(asked), repository, given)));
  },
  'issues/update-label': (asked) => {
    const { world, repository, body } = asked;
    if (!mayWrite(asked)) throw forbidden(asked);
    const label = labelAsked(asked);
    const [name, color, description] = ['new_name', 'color', 'description'].map((key) => textOf(body, key));
    changeLabel(world, actorOf(asked), repository, label, {
      ...(name ? { name } : {}),
      ...(color ? { color } : {}),
      ...(description === undefined ? {} : { description }),
    });
    return ok(labelView(world, repository, label));
  },
  'issues/delete-label': (asked) => {
    if (!mayWrite(asked)) throw forbidden(asked);
    deleteLabel(asked.world, actorOf(asked), asked.repository, labelAsked(asked));
    return NO_CONTENT;
  },
  'issues/list-labels-on-issue': (asked) => labelsOf(asked, issueAsked(asked)),
  'issues/add-labels': (asked) => {
    const issue = labelling(asked);
    addLabels(asked.world, actorOf(asked), asked.repository, issue, wanted(asked));
    return labelsOf(asked, issue);
  },
  'issues/set-labels': (asked) => {
    const issue = labelling(asked);
    setLabels(asked.world, actorOf(asked), asked.repository, issue, wanted(asked));
    return labelsOf(asked, issue);
  },
  'issues/remove-label': (asked) => {
    const issue = labelling(asked);
    const removed = removeLabel(asked.world, actorOf(asked), asked.repository, issue, asked.params['name'] ?? '');
    if (!removed) throw new Refusal(404, 'Label does not exist');
    return labelsOf(asked, issue);
  },
  'issues/remove-all-labels': (asked) => {
    setLabels(asked.world, actorOf(asked), asked.repository, labelling(asked), []);
    return NO_CONTENT;
  },
};

function labelAsked({ repository, params }: Asked): Label {
  const label = repository.labels.find(({ name }) => same(name, params['name'] ?? ''));
  if (!label) throw notFound();
  return label;
}

function labelling(asked: Asked): Issue {
  const issue = issueAsked(asked);
  if (!mayTriage(asked)) throw forbidden(asked);
  return issue;
}

/** The body is a list, or an object with one. */
function wanted({ body }: Asked): string[] {
  return namesOf(Array.isArray(body) ? body : body['labels']);
}

function labelsOf({ world, repository }: Asked, issue: Issue): Answer {
  return list(issue.labels.map((label) => labelView(world, repository, label)));
}
