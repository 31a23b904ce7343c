import type { Clock } from '../clock.ts';
import { type HttpRequest, parseAnswer } from '../http/client.ts';
import { isDueTo } from '../http/errors.ts';
import type { Api } from './api.ts';
import { notAllowed } from './errors.ts';
import { toActivity, type UpsunActivity, valueMark } from './mapping.ts';
import { deactivate, operate, whenFree } from './operations.ts';
import * as schemas from './schemas.ts';
import type { UpsunReader, UpsunWriter } from './upsun.ts';

/** Changes one project through Upsun's API. */
export function createWriter(
  api: Api,
  context: { upsun: UpsunReader; clock: Clock; signal: AbortSignal },
): UpsunWriter {
  const { send, environmentUrl } = api;

  /** Repeating it does no harm: what exists already is updated, and what is gone need not be removed. */
  async function changeVariable(
    asked: string,
    change: Pick<HttpRequest, 'method' | 'url' | 'json'>,
  ): Promise<UpsunActivity[]> {
    const answer = await send(asked, { ...change, idempotent: true });
    const { _embedded: embedded } = parseAnswer(
      schemas.operationAnswer,
      `${change.method} ${change.url}`,
      answer,
    );
    return (embedded?.activities ?? []).map(toActivity);
  }

  async function post(asked: string, link: string, json: unknown): Promise<UpsunActivity[]> {
    const body = json === undefined ? {} : { json };
    const answer = await send(asked, { method: 'POST', url: api.onApi(link), ...body });
    const { _embedded: embedded } = parseAnswer(schemas.operationAnswer, `POST ${link}`, answer);
    return (embedded?.activities ?? []).map(toActivity);
  }

  return {
    async edit(id, { parent, title, clonesParentData, attributes, httpAccess }) {
      const access = httpAccess && {
        is_enabled: httpAccess.isEnabled,
        addresses: httpAccess.addresses,
        basic_auth: httpAccess.users,
      };
      const json = {
        parent,
        title,
        clone_parent_on_create: clonesParentData,
        attributes,
        http_access: access,
      };
      const request = { method: 'PATCH', url: environmentUrl(id), json, idempotent: true } as const;
      await whenFree(() => send(`edit environment ${id}`, request), context);
    },
    operate: (id, operation, body) => operate(id, operation, body, { ...context, post }),
    deactivate: (id, recheck) => deactivate(id, recheck, { ...context, post }),
    async setVariable(id, { name, value, isSecret, mark }, isThere) {
      const asked = `set the variable ${name} of environment ${id}`;
      const url = `${environmentUrl(id)}/variables`;
      const json = {
        value,
        // What is sensitive stays so: https://docs.upsun.com/development/variables/set-variables.html (read 2026-11-29)
        ...(isSecret ? { is_sensitive: true } : {}),
        is_json: false,
        is_enabled: true,
        is_inheritable: false,
        visible_build: true,
        visible_runtime: true,
        attributes: { [valueMark]: mark },
      };
      const create = () => changeVariable(asked, { method: 'POST', url, json: { name, ...json } });
      const edited = `${url}/${encodeURIComponent(name)}`;
      const update = () =>
        whenFree(() => changeVariable(asked, { method: 'PATCH', url: edited, json }), context);
      if (isThere) return update();
      return create().catch((error: unknown) => {
        if (!isDueTo(error, 409)) throw error;
        return update();
      });
    },
    async removeVariable(id, name) {
      const url = `${environmentUrl(id)}/variables/${encodeURIComponent(name)}`;
      const asked = `remove the variable ${name} of environment ${id}`;
      const remove = () => changeVariable(asked, { method: 'DELETE', url });
      return whenFree(remove, context).catch((error: unknown) => {
        if (!isDueTo(error, 404)) throw error;
        return [];
      });
    },
    async remove({ id, status, links }, recheck) {
      if (!links['#delete']) throw notAllowed('delete', id, status);
      const request = { method: 'DELETE', url: environmentUrl(id), idempotent: true } as const;
      return whenFree(async (hasWaited) => {
        const objection = hasWaited ? await recheck() : undefined;
        if (objection !== undefined) return objection;
        await send(`delete environment ${id}`, request).catch((error: unknown) => {
          if (!isDueTo(error, 404)) throw error;
        });
        return undefined;
      }, context);
    },
  };
}
