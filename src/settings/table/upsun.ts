import { vendors } from '../../upsun/vendors.ts';
import { inGroup } from '../definition.ts';
import { address, keyOf } from '../kinds.ts';

const { optional, required, text, withDefault } = inGroup('upsun');

const ownToken = 'UPSUN_CLI_TOKEN';
const tokenAliases = Object.values(vendors)
  .map(({ tokenVariable }) => tokenVariable)
  .filter((name) => name !== ownToken);

/** The project, and the vendor's servers. */
export const upsunSettings = {
  UPSUN_CLI_TOKEN: required(
    'API token of a machine user with the admin role on the environment types it deploys',
    {
      secret: true,
      aliases: tokenAliases,
    },
  ),
  PROJECT_ID: required('The Upsun project'),
  VENDOR: withDefault(keyOf(vendors), 'upsun', 'Preset of the three addresses below'),
  UPSUN_API_URL: optional(address, 'API of the vendor', { defaultText: 'by vendor' }),
  UPSUN_AUTH_URL: optional(address, 'Token and SSH certificate server of the vendor', {
    defaultText: 'by vendor',
  }),
  UPSUN_CONSOLE_URL: optional(address, 'Console of the vendor, for links', {
    defaultText: 'by vendor',
  }),
  SSH_KNOWN_HOSTS: text("Further known_hosts lines for the project's git host", {
    defaultText: "the vendor's published keys",
  }),
} as const;
