// What the simulated model answers: for each spec the work that it takes, turn by turn. It keeps no state, so that who
// was killed and asks again gets the same answer.
import type { Turn } from '../demo/chat-protocol.js';
import { type Feature, writing } from './features.js';
import type { ChaosSpec } from './specs.js';

export interface Scene {
  purpose: string;
  /** Title of the spec for a plan, of the task else. */
  task: string;
  /** Of the run: `<slug>.<generation>`. */
  run: string;
  turnsTaken: number;
}

export function answerOf(specs: readonly ChaosSpec[], scene: Scene): Turn {
  const spec = specs.find(({ slug }) => scene.run.startsWith(`${slug}.`));
  if (!spec) return { says: `No spec of this night is called ${scene.run}.`, runs: null };
  if (scene.purpose === 'plan') return { says: JSON.stringify(planOf(spec)), runs: null };
  const asked = spec.features.filter(({ title }) => title === scene.task);
  const turns = turnsOf(spec, asked.length > 0 ? asked : spec.features, scene.purpose);
  return turns[scene.turnsTaken] ?? { says: 'All of it is done.', runs: null };
}

function planOf({ features }: ChaosSpec): object {
  return {
    summary: 'Each function is a task of its own.',
    tasks: features.map(({ name, file, title, does }) => ({
      id: name.toLowerCase(),
      title,
      description: `${name} in ${file}: ${does}`,
      dependsOn: [],
      paths: [file],
      acceptance: [does],
    })),
  };
}

function turnsOf({ slips }: ChaosSpec, features: readonly Feature[], purpose: string): Turn[] {
  const slip = slips && purpose === 'build';
  const write = features.map((feature) => writing(feature, slip)).join('');
  const look: Turn = { says: 'First a look at the sources.', runs: 'ls src test && cat src/*.js' };
  const tried: Turn = { says: 'Now it is written, and the tests are run.', runs: `${write}node --test` };
  const untried: Turn = { says: 'Now it is written.', runs: write };
  return purpose === 'build' ? [look, slip ? untried : tried] : [tried];
}
