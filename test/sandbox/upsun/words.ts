import type { Activity, ActivityType } from './activity.ts';
import type { Environment } from './environment.ts';
import { user } from './state.ts';

const verbs: Record<ActivityType, [before: string, after?: string]> = {
  'environment.push': ['pushed to'],
  'environment.activate': ['activated environment'],
  'environment.deactivate': ['deactivated environment'],
  'environment.delete': ['deleted environment'],
  'environment.pause': ['paused environment'],
  'environment.resume': ['resumed environment'],
  'environment.redeploy': ['redeployed environment'],
  'environment.synchronize': ['synchronized', "'s data from its parent"],
  'environment.deploy': ['deployed the staged activities of'],
  'environment.backup': ['created a backup of'],
  'environment.branch': ['branched environment'],
  'environment.resources.update': ['updated the resources of'],
  'environment.variable.create': ['added a variable to'],
  'environment.variable.update': ['changed a variable of'],
  'environment.variable.delete': ['deleted a variable of'],
  'environment.cron': ['ran the cron job of application app on'],
  'environment.update.http_access': ['updated HTTP access on environment'],
  'environment.update.smtp': ['updated outgoing email on environment'],
  'environment.update.restrict_robots': ['updated indexing by robots on environment'],
};

/** Who does what nobody asked for. */
export const bot = { id: 'bot', name: 'Upsun Bot' };

/** What an activity says of itself, as HTML and as plain text. */
export function describe(
  type: ActivityType,
  { id, title }: Pick<Environment, 'id' | 'title'>,
  actor: Pick<typeof user, 'id' | 'name'> = user,
): Pick<Activity, 'description' | 'text'> {
  const [before, after = ''] = verbs[type];
  const by = `<user data-id="${actor.id}">${actor.name}</user>`;
  const on = `<environment data-id="${escapeHtml(id)}">${escapeHtml(title)}</environment>`;
  return {
    description: `${by} ${before} ${on}${after}`,
    text: `${actor.name} ${before} ${title}${after}`,
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
