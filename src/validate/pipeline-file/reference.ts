/** What a `pipe:` names. */
export interface Reference {
  /** Whether it is an image, and not a pipe that Bitbucket looks up. */
  image: boolean;
  /** The last part of the repository's or image's name. */
  name: string;
  version: string | undefined;
  digest: string | undefined;
}

/** Reads `workspace/repository:version`, or `docker://registry:port/image:tag@digest`. */
export function readReference(text: string): Reference {
  const image = text.startsWith('docker://');
  const [path = '', digest] = text.replace(/^docker:\/\//, '').split('@');
  const [name = '', version] = path.slice(path.lastIndexOf('/') + 1).split(':');
  return { image, name, version, digest };
}

const ownName = 'upsun-environments';

/** Whether it is this pipe, from whichever workspace or registry: forks and mirrors keep the last part of the name. */
export function isOurs(reference: string): boolean {
  return readReference(reference.trim()).name === ownName;
}

/** Whether the text of a file may use this pipe. Cheap, for whoever only wants to know whether to look. */
export function mayUsePipe(text: string): boolean {
  return new RegExp(`[/\\s'"]${ownName}(?=[\\s:@'"]|$)`).test(text);
}
