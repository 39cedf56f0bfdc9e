// All routes of the double, by the name that GitHub's description gives them.
import { commentRoutes } from './comments.js';
import { issueRoutes } from './issues.js';
import { labelRoutes } from './labels.js';
import { pullRoutes } from './pulls.js';
import { repositoryRoutes } from './repositories.js';
import type { Routes } from './route.js';

export const ROUTES: Routes = {
  ...issueRoutes,
  ...commentRoutes,
  ...labelRoutes,
  ...repositoryRoutes,
  ...pullRoutes,
};
