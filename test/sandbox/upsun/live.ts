import type { Environment } from './environment.ts';
import { openSite } from './served.ts';
import { initialData } from './standing.ts';
import { timestamp, type UpsunState } from './state.ts';
import { enabledVariables } from './variables.ts';

/** Switches an environment over to a commit, at once: its data stay, or are the parent's when it was not active. */
export async function goLive(
  upsun: UpsunState,
  environment: Environment,
  commit: string,
  files: Record<string, string>,
): Promise<void> {
  const now = timestamp();
  environment.data ??= initialData(upsun, environment);
  environment.status = 'active';
  environment.lastActiveAt = now;
  environment.updatedAt = now;
  environment.deployment = {
    commit,
    files,
    httpAccess: structuredClone(environment.httpAccess),
    variables: enabledVariables(upsun, environment),
    createdAt: environment.deployment?.createdAt ?? now,
    updatedAt: now,
  };
  if (environment.site) environment.site.resume();
  else
    environment.site = await openSite(
      () => siteContent(environment),
      (visit) => {
        upsun.visits.push({ environment: environment.id, ...visit });
        return upsun.controls.answerVisit?.(environment.id, visit.path);
      },
    );
  // Closing the sandbox may have overtaken this, and has then looked for open sites already.
  if (upsun.closing.signal.aborted) await environment.site.close();
}

function siteContent({ deployment, data, httpAccess }: Environment) {
  return {
    files: deployment?.files ?? {},
    data: data ?? {},
    httpAccess: deployment?.httpAccess ?? httpAccess,
  };
}
