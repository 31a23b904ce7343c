import metadata from '../../package.json' with { type: 'json' };

/** Where the pipe is published: a repository and an image of the same name and version. */
const owner = 'upsun-environments';
export const name = `${owner}/${metadata.name}`;
export const reference = `${name}:${metadata.version}`;
export const repositoryUrl = `https://bitbucket.org/${name}`;
export const { description } = metadata;
