import type { DeploymentOutcome } from '../apply/outcome.ts';

/** Lines at the end of a log in which Upsun says why it gave up. */
const linesOfEnd = 100;

/**
 * A failed deployment with what its log says of the cause, where that names something to do: on Upsun Flex, containers
 * without a size are not deployed. `log` is what was kept of it.
 */
export function withCause(
  outcome: DeploymentOutcome,
  log: string,
  { project, environment }: { project: string; environment: string },
): DeploymentOutcome {
  if (outcome.kind !== 'failed') return outcome;
  const end = log.split('\n').slice(-linesOfEnd).join('\n');
  // https://github.com/upsun/cli (legacy, config-defaults.yaml: detection.push_deploy_error_messages), read 2026-11-25.
  if (!/Resources must be configured/i.test(end)) return outcome;
  const command = `upsun resources:set --project ${project} --environment ${environment}`;
  const reason = `${outcome.reason}: its resources must be configured. Run \`${command}\`, or set RESOURCES_INIT for new environments`;
  return { ...outcome, reason };
}
