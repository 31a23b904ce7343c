/** Links of any length, kept within what a Bitbucket takes. None is ever cut: it would lead somewhere else. */
import type { ReportData } from './reports.ts';

/** The first of these addresses that is not longer than this, or the last one where all are. */
export function fittingLink(links: readonly [string, ...string[]], longest: number): string {
  return links.find((link) => link.length <= longest) ?? links.at(-1) ?? links[0];
}

/** An address that can be left out, where it is longer than this. */
export function unlessTooLong(link: string | undefined, longest: number): string | undefined {
  return link !== undefined && link.length <= longest ? link : undefined;
}

/** The lines of a report without those whose links are longer than this. */
export function withFittingLinks(data: readonly ReportData[], longest: number): ReportData[] {
  return data.filter((datum) => datum.type !== 'LINK' || datum.value.href.length <= longest);
}
