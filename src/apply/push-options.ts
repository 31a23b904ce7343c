import type { DesiredEnvironment } from '../plan/desired.ts';
import type { ApplySettings } from './context.ts';

/** So that the common case is one activity. The remote may not know them all, so what they say is checked afterwards. */
export function pushOptions(
  desired: DesiredEnvironment,
  storedFirst: boolean,
  options: ApplySettings,
): Record<string, string> {
  const { active, parent, title, clonesParentData } = desired;
  const strategy: Record<string, string> = options.deployStrategy
    ? { 'deploy.strategy': options.deployStrategy }
    : {};
  // Production is not told what it is.
  if (parent === undefined) return strategy;
  return {
    ...(active && !storedFirst ? { 'environment.status': 'active' } : {}),
    'environment.parent': parent,
    ...(title === undefined ? {} : { 'environment.title': title }),
    ...(clonesParentData === undefined
      ? {}
      : { 'environment.clone_parent_on_create': clonesParentData ? 'True' : 'False' }),
    ...(options.resourcesInit ? { 'resources.init': options.resourcesInit } : {}),
    ...strategy,
  };
}
