/** Milliseconds in the words of a reviewer: "45 s", "3 min 12 s", "30 min", "1 h 5 min", "2 d 3 h". */
export function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return both(minutes, 'min', seconds % 60, 's');
  return days === 0 ? both(hours, 'h', minutes % 60, 'min') : both(days, 'd', hours % 24, 'h');
}

function both(count: number, unit: string, rest: number, smaller: string): string {
  return rest === 0 ? `${count} ${unit}` : `${count} ${unit} ${rest} ${smaller}`;
}

/** Milliseconds in the queue that are worth a word. */
export const noticeable = 5000;
