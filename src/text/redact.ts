/** Remembers secrets, and masks them in whatever the pipe writes. */
export interface Redactor {
  add: (secret: string) => void;
  redact: (text: string) => string;
}

/** Shorter values occur in ordinary words, and masking them would make the log unreadable and reveal them. */
const shortestMasked = 4;

/**
 * Masks each secret as it is and in the encodings it may turn up in: base64, base64url, URL-encoded, form-encoded and
 * as a JSON string.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set<string>();
  let ordered: string[] = [];
  function add(secret: string): void {
    for (const value of [secret, secret.trim()]) {
      if (value.length < shortestMasked) continue;
      for (const form of encodings(value)) forms.add(form);
    }
    // A longer form may contain a shorter one, and would show its remainder if that were masked first.
    ordered = [...forms].toSorted((one, other) => other.length - one.length);
  }
  for (const secret of secrets) add(secret);
  return { add, redact: (text) => ordered.reduce((masked, form) => masked.replaceAll(form, '***'), text) };
}

function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = bytes.toString('base64');
  const unpadded = base64.replace(/=+$/, '');
  return [
    value,
    base64,
    unpadded,
    bytes.toString('base64url'),
    encodeURIComponent(value),
    new URLSearchParams({ '': value }).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
  ].filter((form) => form.length >= shortestMasked);
}

/** Text without the user names and passwords that addresses in it may carry. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/(https?:\/\/)[^@/\s]+@/g, '$1***@');
}
