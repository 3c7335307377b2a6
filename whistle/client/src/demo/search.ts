/** Looking for words in bytes, in the browser: what is looked for must not be sent to the server that is searched. */

/** Bytes as text, one character each, ASCII letters lowered. */
function folded(bytes: Uint8Array): string {
  // latin1 maps 0x80 to 0x9f to other signs, the same on both sides: nothing is lost for comparing.
  return new TextDecoder('latin1').decode(bytes).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function times(haystack: string, needle: string): number {
  let count = 0;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) count += 1;
  return count;
}

/** How often `words` stand in `stored`, written as UTF-8 or as UTF-16, whatever the case of their letters. */
export function occurrences(stored: Uint8Array, words: string): number {
  if (!words) return 0;
  const haystack = folded(stored);
  const wide = new Uint8Array(new Uint16Array([...words].flatMap((sign) => [...utf16(sign)])).buffer);
  return times(haystack, folded(new TextEncoder().encode(words))) + times(haystack, folded(wide));
}

const utf16 = (sign: string): number[] => Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
