/** What to do where a server asks for more than the API token proves, over HTTP as over SSH. */
export const secondFactorRemedy =
  'Ask an administrator of the organization either to exempt the machine user from multi-factor authentication, or to enable it for the machine user. In the second case, make a new API token afterwards and store it as UPSUN_CLI_TOKEN.';
