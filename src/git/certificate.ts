/** When a certificate holds, in milliseconds since 1970. */
export interface Validity {
  from: number;
  until: number;
}

/** Bytes of what stands between the public key and the key's id: a serial number and the type of the certificate. */
const serialAndType = 12;

// https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.certkeys (read 2026-11-26)
/** When the SSH certificate of an ed25519 key holds; `undefined` for a line that is none. */
export function validityOf(line: string): Validity | undefined {
  const [type = '', blob = ''] = line.trim().split(/\s+/);
  if (type !== 'ssh-ed25519-cert-v01@openssh.com') return undefined;
  const bytes = Buffer.from(blob, 'base64');
  try {
    const nonce = afterText(bytes, 0);
    const publicKey = afterText(bytes, nonce);
    const keyId = afterText(bytes, publicKey) + serialAndType;
    const principals = afterText(bytes, keyId);
    const validAfter = afterText(bytes, principals);
    return { from: momentAt(bytes, validAfter), until: momentAt(bytes, validAfter + 8) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where a text that begins with its length ends. */
function afterText(bytes: Buffer, at: number): number {
  return at + 4 + bytes.readUInt32BE(at);
}

/** Seconds since 1970, of which all bits set stand for ever. */
function momentAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64BE(at)) * 1000;
}
