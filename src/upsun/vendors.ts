/** Where a vendor's servers are. */
export interface Hosts {
  api: string;
  /** Serves `/oauth2/token` and `/ssh`. */
  auth: string;
  console: string;
}

/** The ways in which project files are laid out; `validate/project-config/layouts.ts` tells them apart. */
export type LayoutName = 'upsun' | 'platformsh';

/** All that differs from one vendor to another, except for the host keys of its git servers. */
export interface Vendor {
  hosts: Hosts;
  /** The variable from which its own command-line tool reads a token. */
  tokenVariable: string;
  /** The layouts that it reads; where a commit has several, the first one counts. */
  layouts: readonly LayoutName[];
}

/**
 * Every vendor, by the value of VENDOR that selects it. From the configuration that each vendor ships with its
 * command-line tool: https://github.com/upsun/cli (internal/config, legacy/config.yaml) and
 * https://github.com/ovh/webpaas-cli (config.yaml), read in November 2026.
 */
export const vendors = {
  upsun: {
    hosts: {
      api: 'https://api.upsun.com',
      auth: 'https://auth.upsun.com',
      console: 'https://console.upsun.com',
    },
    tokenVariable: 'UPSUN_CLI_TOKEN',
    layouts: ['upsun', 'platformsh'],
  },
  platformsh: {
    hosts: {
      api: 'https://api.upsun.com',
      auth: 'https://auth.upsun.com',
      console: 'https://console.upsun.com',
    },
    tokenVariable: 'PLATFORMSH_CLI_TOKEN',
    layouts: ['platformsh', 'upsun'],
  },
  webpaas: {
    hosts: {
      api: 'https://eu.api.webpaas.ovhcloud.com',
      auth: 'https://eu.auth.webpaas.ovhcloud.com',
      console: 'https://eu.console.webpaas.ovhcloud.com',
    },
    tokenVariable: 'OVHCLOUD_WEBPAAS_CLI_TOKEN',
    layouts: ['platformsh'],
  },
} as const satisfies Record<string, Vendor>;

export type VendorName = keyof typeof vendors;

/** The servers of a vendor, or those that the settings name in their place. */
export function hostsOf(settings: {
  vendor: VendorName;
  upsunApiUrl: string | undefined;
  upsunAuthUrl: string | undefined;
  upsunConsoleUrl: string | undefined;
}): Hosts {
  const preset: Hosts = vendors[settings.vendor].hosts;
  return {
    api: settings.upsunApiUrl ?? preset.api,
    auth: settings.upsunAuthUrl ?? preset.auth,
    console: settings.upsunConsoleUrl ?? preset.console,
  };
}
