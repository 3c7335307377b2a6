/** Crockford's base32: what people write down by hand. No I, L, O or U, which are misread. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** As a person or their keyboard may write it: spaces, and every dash that stands in for a hyphen. */
const IGNORED = /[ \t\r\n\u00a0\-\u2010-\u2014\u2212]/g;

/** The lowest bits of `n` in so many characters, in groups of four. */
export function inCrockford(n: bigint, characters: number): string {
  let text = '';
  for (let i = characters - 1; i >= 0; i--) text += ALPHABET[Number((n >> BigInt(5 * i)) & 31n)];
  return (text.match(/.{4}/g) as string[]).join('-');
}

/** What was typed, without what does not count, and with the letters that are meant. */
export const asWritten = (typed: string): string =>
  typed
    .replace(IGNORED, '')
    // Not toUpperCase(): it makes letters of other alphabets into ours.
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

/** The number that these characters spell, or undefined where one is no digit. */
export function ofCrockford(text: string): bigint | undefined {
  let n = 0n;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    n = (n << 5n) | BigInt(value);
  }
  return n;
}
