import type { Clock } from '../clock.ts';
import { parseAnswer } from '../http/client.ts';
import { isDueTo } from '../http/errors.ts';
import type { Api } from './api.ts';
import { notAllowed } from './errors.ts';
import { toActivity, type UpsunActivity } from './mapping.ts';
import { deactivate, operate, whenFree } from './operations.ts';
import * as schemas from './schemas.ts';
import type { UpsunReader, UpsunWriter } from './upsun.ts';

/** Changes one project through Upsun's API. */
export function createWriter(
  api: Api,
  context: { upsun: UpsunReader; clock: Clock; signal: AbortSignal },
): UpsunWriter {
  const { send, environmentUrl } = api;

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
