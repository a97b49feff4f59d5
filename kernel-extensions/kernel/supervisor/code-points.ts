/** The protocol counts a cursor in Unicode code points, JavaScript in UTF-16 units: 𝛼 is 1 there and 2 here. */

/** Offset in UTF-16 units of the place `codePoints` code points into `text`; the end of it when there are fewer. */
export function toUtf16(text: string, codePoints: number): number {
  let units = 0;
  for (let left = codePoints; left > 0 && units < text.length; left--) units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  return units;
}

/** Number of code points in the first `units` UTF-16 units of `text`; a place inside a surrogate pair counts as before it. */
export function toCodePoints(text: string, units: number): number {
  let codePoints = 0;
  for (let at = 0; at < Math.min(units, text.length); codePoints++) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    if (at > units) break;
  }
  return codePoints;
}
