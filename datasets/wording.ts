/** Numbers in messages. */
const english = new Intl.NumberFormat('en-US');

/** `9912422` → `9,912,422` */
export const grouped = (value: number): string => english.format(value);

/** `counted(1, 'image')` → `1 image`, `counted(9000, 'image')` → `9,000 images` */
export const counted = (value: number, noun: string): string => `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
