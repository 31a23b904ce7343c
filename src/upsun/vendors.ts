/** Where a vendor's servers are. */
export interface Hosts {
  api: string;
  /** Serves `/oauth2/token` and `/ssh`. */
  auth: string;
  console: string;
}

/** From the configuration that each vendor ships with its command-line tool. */
export const vendors = {
  upsun: {
    api: 'https://api.upsun.com',
    auth: 'https://auth.upsun.com',
    console: 'https://console.upsun.com',
  },
  platformsh: {
    api: 'https://api.upsun.com',
    auth: 'https://auth.upsun.com',
    console: 'https://console.upsun.com',
  },
  webpaas: {
    api: 'https://eu.api.webpaas.ovhcloud.com',
    auth: 'https://eu.auth.webpaas.ovhcloud.com',
    console: 'https://eu.console.webpaas.ovhcloud.com',
  },
} as const satisfies Record<string, Hosts>;

/** The servers of a vendor, or those that the settings name in their place. */
export function hostsOf(settings: {
  vendor: keyof typeof vendors;
  upsunApiUrl: string | undefined;
  upsunAuthUrl: string | undefined;
  upsunConsoleUrl: string | undefined;
}): Hosts {
  const preset = vendors[settings.vendor];
  return {
    api: settings.upsunApiUrl ?? preset.api,
    auth: settings.upsunAuthUrl ?? preset.auth,
    console: settings.upsunConsoleUrl ?? preset.console,
  };
}
