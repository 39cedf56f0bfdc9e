// All routes of the double, by the name that GitHub's description gives them.
import { actionRoutes } from './actions.js';
import { appRoutes } from './apps.js';
import { checkRoutes } from './checks.js';
import { commentRoutes } from './comments.js';
import { contentRoutes } from './contents.js';
import { issueRoutes } from './issues.js';
import { labelRoutes } from './labels.js';
import { pullRoutes } from './pulls.js';
import { repositoryRoutes } from './repositories.js';
import { reviewRoutes } from './reviews.js';
import type { Routes } from './route.js';

export const ROUTES: Routes = {
  ...issueRoutes,
  ...commentRoutes,
  ...labelRoutes,
  ...repositoryRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...checkRoutes,
  ...actionRoutes,
  ...contentRoutes,
  ...appRoutes,
};
