import type { Engine } from './engine.ts';
export async function deployPullRequest(_tag: string, _engine: Engine): Promise<void> {}
