/** Pages of the vendor's console. */
export interface ConsoleLinks {
  /** Of the project: short, whatever its environments are called. */
  project: string;
  environment: (environment: string) => string;
  activity: (environment: string, activity: string) => string;
}

export function consoleLinks(consoleUrl: string, project: string): ConsoleLinks {
  const projectPage = `${consoleUrl}/projects/${encodeURIComponent(project)}`;
  const environment = (id: string) => `${projectPage}/${encodeURIComponent(id)}`;
  return {
    project: projectPage,
    environment,
    activity: (id, activity) => `${environment(id)}/log/${encodeURIComponent(activity)}`,
  };
}
