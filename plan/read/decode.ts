// Bytes to text, and what they are when they are no text.
import { constants, isUtf8 } from "node:buffer";
import type { Refuse } from "./notAPlan.ts";

const UTF_16 =
  "UTF-16 text, as PowerShell's > writes it; use cmd /c, or | Out-File -Encoding utf8, so that the file is UTF-8";

/** Every other byte of a JSON in UTF-16 is zero, as its first character is ASCII. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return bytes.length > 1 && (first === 0) !== (second === 0);
}

/**
 * The text, without a byte order mark.
 * @throws NotAPlanError for what is empty, binary, compressed, UTF-16 or not UTF-8
 */
export function decode(bytes: Uint8Array, refuse: Refuse): string {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) throw refuse("a binary plan file; run terraform show -json on it");
  if (first === 0x1f && second === 0x8b) throw refuse("a gzip file; decompress it first");
  if (isUtf16(bytes)) throw refuse(UTF_16);
  if (!isUtf8(bytes) || bytes.includes(0)) throw refuse("bytes that are not UTF-8 text");
  if (bytes.length > constants.MAX_STRING_LENGTH) throw refuse(`more than ${constants.MAX_STRING_LENGTH} bytes`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const content = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (content.trim() === "") throw refuse("an empty file; did terraform show fail?");
  return content;
}
