// Where the workflow bundle lies that the build makes once for production.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Beside the compiled program, or in `dist/` when the sources themselves are run, as tests do. */
const PLACES = ['../workflow-bundle.js', '../dist/workflow-bundle.js'];

export function findWorkflowBundle(): string {
  for (const place of PLACES) {
    const path = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new Error('the workflow bundle is missing; run "npm run build" in the project');
}
