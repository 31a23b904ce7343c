/**
 * Runs the pipe by the entry point of its image as Pipelines does: in the directory and with the variables of this
 * process, and with nothing of the machine but the clone and the network. Takes the engine as JSON, and the image.
 */
import { execa } from 'execa';
import type { Engine } from './engine.ts';

const [engineJson = '', image = ''] = process.argv.slice(2);
const { program, environment } = JSON.parse(engineJson) as Engine;
const clone = process.env.BITBUCKET_CLONE_DIR ?? process.cwd();

const environmentArguments = variables().flatMap(([name, value]) => ['--env', `${name}=${value}`]);
const view = ['--network', 'host', '--volume', `${clone}:${clone}`, '--workdir', process.cwd()];
const args = ['run', '--rm', '--pull', 'never', ...view, ...environmentArguments, image];
// Pipelines sets DOCKER_HOST and a home for the pipe, and they are not meant for the engine.
const env = { PATH: process.env.PATH ?? '', ...environment };
const { exitCode } = await execa(program, args, { env, extendEnv: false, stdio: 'inherit', reject: false });
process.exitCode = exitCode ?? 1;

/** The image has a path and a home of its own. */
function variables(): [string, string][] {
  const ofThisMachine = ['PATH', 'HOME', 'TMPDIR', 'PWD', 'NODE_COMPILE_CACHE'];
  return Object.entries(process.env).flatMap(([name, value = '']) =>
    ofThisMachine.includes(name) ? [] : [[name, value]],
  );
}
