import { isDueTo } from '../../http/errors.ts';

/** How a text is written, so that the server takes it. */
export type Spelling = (text: string) => string;

/**
 * Writes something, and where the server refuses it for characters of four bytes in a text, such as emoji, once more
 * without them: a MySQL without utf8mb4 stores none.
 */
export type InStoredCharacters = <Result>(write: (spelled: Spelling) => Promise<Result>) => Promise<Result>;

/**
 * Writes to one server, and does not try again what it refused once: the end of a run that is stopped has little time.
 * https://jira.atlassian.com/browse/JRA-36135 (read 2026-11) tells of such databases with another product of the vendor;
 * that the answer is a 500 is inferred.
 */
export function rememberCharacters(): InStoredCharacters {
  let storesAll = true;
  return async (write) => {
    if (!storesAll) return write(withoutFourBytes);
    let mayBeRefused = false;
    try {
      return await write((text) => {
        mayBeRefused ||= withoutFourBytes(text) !== text;
        return text;
      });
    } catch (error) {
      if (!mayBeRefused || !isDueTo(error, 400, 500)) throw error;
      const result = await write(withoutFourBytes);
      storesAll = false;
      return result;
    }
  };
}

/** With the joiners and variants that follow such a character, and would be left without one. */
function withoutFourBytes(text: string): string {
  return text.replaceAll(/[\u{10000}-\u{10FFFF}](?:\u200D|\uFE0F)*/gu, '');
}
