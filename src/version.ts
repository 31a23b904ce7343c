import metadata from '../package.json' with { type: 'json' };

/** Of this pipe, as in its image tag. */
export const { version } = metadata;
