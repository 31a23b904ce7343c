/** Pages of the vendor's console. */
export interface ConsoleLinks {
  environment: (environment: string) => string;
  activity: (environment: string, activity: string) => string;
}

export function consoleLinks(consoleUrl: string, project: string): ConsoleLinks {
  const environment = (id: string) =>
    `${consoleUrl}/projects/${encodeURIComponent(project)}/${encodeURIComponent(id)}`;
  return {
    environment,
    activity: (id, activity) => `${environment(id)}/log/${encodeURIComponent(activity)}`,
  };
}
