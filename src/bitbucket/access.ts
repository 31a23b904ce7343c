/** What the credentials are allowed to do: on Cloud by their scopes, on Data Center by a permission. */
export type Granted =
  /** No scopes where Bitbucket does not list them. `variable` is that of the credentials. */
  | { kind: 'scopes'; variable: string; scopes: readonly string[] | undefined }
  | {
      kind: 'permission';
      variable: string;
      /** The highest one; `undefined` without any. */
      permission: Permission | undefined;
      /** `undefined`: Bitbucket takes the pipe for nobody, or does not say whose token it is. */
      user: string | undefined;
      /** Of the server, as in `9.4.3`. */
      version: string;
    };

export type Permission = 'REPO_READ' | 'REPO_WRITE' | 'REPO_ADMIN';
