import type { Clock } from '../../clock.ts';
import type { Http } from '../../http/client.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Settings } from '../../settings/parse.ts';
import type { Variables } from '../../settings/variables.ts';
import type { Connection } from '../connection.ts';
import { authorize } from './authorization.ts';
import { createCloud } from './repository.ts';
import { credentialsOf } from './credentials.ts';
import { cloudOrigins, gitCredentials, unreadable } from './fetching.ts';
import { reportsThroughProxy } from './reports.ts';

interface ConnectOptions {
  variables: Variables;
  settings: Settings;
  /** `workspace/slug` */
  repository: string;
  /** Of what the step has cloned; otherwise the whole repository is looked at. */
  needsClone: boolean;
  http: Http;
  /** Pipelines' proxy, where this run can reach it. */
  proxyUrl: string | undefined;
  /** Requests that go through that proxy. */
  proxiedHttp: (proxyUrl: string) => Http;
  clock: Clock;
  redactor: Redactor;
}

/** Bitbucket Cloud, with the credentials that the settings name. */
export function connectCloud(options: ConnectOptions): Connection {
  const { settings, repository, http, proxyUrl, proxiedHttp } = options;
  const credentials = credentialsOf(settings);
  const authorization =
    credentials && authorize(credentials, { ...options, oauthUrl: settings.bitbucketOauthUrl });
  const bitbucket =
    credentials && authorization
      ? createCloud({ http, apiUrl: settings.bitbucketApiUrl, repository, credentials, authorization })
      : undefined;
  const fetching = { ...options, credentials };
  return {
    bitbucket,
    insights: bitbucket ?? (proxyUrl ? reportsThroughProxy(proxiedHttp(proxyUrl), repository) : undefined),
    origins: (clone) => Promise.resolve(cloudOrigins(clone, fetching)),
    credentialsFor: (url) => gitCredentials(url, authorization, options.redactor),
    unreadable: unreadable(fetching),
  };
}
