/** Builds the image of the pipe and deploys one pull request inside it. */
import { execa } from 'execa';
import { buildImage } from './image/build.ts';
import { deployPullRequest } from './image/deploy.ts';
import { dockerEngine, leave, podmanEngine } from './image/engine.ts';
import { requirePrograms } from './image/programs.ts';
import { compressedSize } from './image/size.ts';

const tag = 'localhost/upsun-environments:local';
/** Megabytes that a step may have to download. */
const largestSize = 90;
const withoutDocker = ['buildah', 'conmon', 'mmdebstrap', 'podman', 'runc'];

const docker = await dockerEngine();
if (!docker)
  await execa('sh', [`${import.meta.dirname}/system-packages.sh`, ...withoutDocker], { stdio: 'inherit' });
const engine = docker ?? (await podmanEngine());
const started = Date.now();
const elapsed = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
try {
  await buildImage(tag, engine);
  console.log(`✔ ${tag} was built with ${engine.program} (${elapsed()})`);
  if (!docker) {
    const size = (await compressedSize(tag, engine)) / 1e6;
    console.log(`✔ A runner downloads ${size.toFixed(0)} MB of it`);
    if (size > largestSize) throw new Error(`The image is larger than ${largestSize} MB`);
  }
  await requirePrograms(tag, engine);
  await deployPullRequest(tag, engine);
  console.log(`✔ A pull request was deployed inside it (${elapsed()})`);
} catch (error) {
  console.error(`✖ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await leave(engine);
}
