// Labels of a repository, and all labels of an issue at once.
import type { Actor, Issue, Label, Repository } from '../model.js';
import { invalid } from '../refusal.js';
import { labelView } from '../views/issue.js';
import { same, type World } from '../world.js';
import { addLabels, labelNamed, removeLabel } from './issues.js';

export function setLabels(world: World, actor: Actor, repository: Repository, issue: Issue, names: string[]): void {
  const going = issue.labels.filter((label) => !names.some((name) => same(name, label.name)));
  for (const label of going) removeLabel(world, actor, repository, issue, label.name);
  addLabels(world, actor, repository, issue, names);
}

export function createLabel(
  world: World,
  actor: Actor,
  repository: Repository,
  given: Omit<Label, 'id' | 'createdAtMs'>,
): Label {
  const { name, color, description } = given;
  if (repository.labels.some((label) => same(label.name, name))) throw invalid('Label', 'name', 'already_exists');
  const label = labelNamed(world, repository, name, color);
  label.description = description;
  tellLabel(world, actor, repository, label, 'created');
  return label;
}

export function changeLabel(
  world: World,
  actor: Actor,
  repository: Repository,
  label: Label,
  change: Partial<Label>,
): void {
  Object.assign(label, change);
  tellLabel(world, actor, repository, label, 'edited');
}

export function deleteLabel(world: World, actor: Actor, repository: Repository, label: Label): void {
  repository.labels = repository.labels.filter((one) => one !== label);
  for (const issue of repository.issues) issue.labels = issue.labels.filter((one) => one !== label);
  tellLabel(world, actor, repository, label, 'deleted');
}

function tellLabel(world: World, actor: Actor, repository: Repository, label: Label, action: string): void {
  const payload = { label: labelView(world, repository, label) };
  world.happened({ event: 'label', action, repository, sender: actor.user, payload });
}
