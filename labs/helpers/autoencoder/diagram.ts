/** Who makes pictures from what in Lab08, and who says how good they are: `autoencoderDiagram('apart')`. */
import { escapeHtml, getLanguage, mime, type Displayable } from '../../../kernel-extensions/display/index.js';

/** The two beside each other, or the GAN's D as a second judge of the autoencoder. */
export type DiagramKind = 'apart' | 'together';

const words = {
  en: { code: 'code', noise: 'noise', distance: 'distance', real: 'real?', apart: 'An autoencoder, and a GAN', together: 'A GAN as a loss of an autoencoder' },
  'zh-TW': { code: '編碼', noise: '雜訊', distance: '距離', real: '是真的嗎？', apart: '自編碼器，以及 GAN', together: '把 GAN 當成自編碼器的損失' },
};

const ink = '#737b87', maker = '#3b78d8', judge = '#e8792b';
/** Columns: what goes in, first network, between, second network, what comes out, judge. */
const columns = [50, 150, 250, 350, 460, 580] as const;

const text = (x: number, y: number, content: string, color = ink, size = 15): string => `<text x="${x}" y="${y}" fill="${color}" font-size="${size}" text-anchor="middle" dominant-baseline="central">${escapeHtml(content)}</text>`;
const arrow = (from: number, to: number, y: number): string => `<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${ink}" stroke-width="1.5" marker-end="url(#head)"/>`;
const network = (x: number, y: number, name: string, color: string): string => `<rect x="${x - 24}" y="${y - 18}" width="48" height="36" rx="7" fill="${color}"/>${text(x, y, name, '#fff', 17)}`;

/** x → E → code → G → x̂, and the distance of the last from the first. */
function autoencoder(y: number, { code, distance }: { code: string; distance: string }): string {
  const [x, e, middle, g, made] = columns, above = y - 42;
  return [
    text(x, y, 'x'), arrow(x + 14, e - 28, y), network(e, y, 'E', maker), arrow(e + 26, middle - 26, y), text(middle, y, code), arrow(middle + 26, g - 28, y), network(g, y, 'G', maker), arrow(g + 26, made - 34, y), text(made, y, 'G(E(x))'),
    `<path d="M${x} ${y - 14} V${above} H${made} V${y - 14}" fill="none" stroke="${judge}" stroke-width="1.5" stroke-dasharray="5 3"/>`, text(middle, above - 13, distance, judge),
  ].join('');
}

/** What D sees from the left, and from below a real picture. */
function discriminator(y: number, from: number, { real }: { real: string }): string {
  const d = columns[5];
  return [arrow(from, d - 28, y), network(d, y, 'D', judge), text(d, y - 36, real, judge), `<line x1="${d}" y1="${y + 50}" x2="${d}" y2="${y + 22}" stroke="${ink}" stroke-width="1.5" marker-end="url(#head)"/>`, text(d, y + 62, 'x')].join('');
}

function gan(y: number, { noise, real }: { noise: string; real: string }): string {
  const [, , z, g, made] = columns;
  return [text(z, y, `z (${noise})`), arrow(z + 42, g - 28, y), network(g, y, 'G', maker), arrow(g + 26, made - 24, y), text(made, y, 'G(z)'), discriminator(y, made + 24, { real })].join('');
}

export function autoencoderDiagram(kind: DiagramKind): Displayable {
  const language = getLanguage(), say = words[language];
  const [height, parts] = kind === 'apart' ? [250, autoencoder(75, say) + gan(160, say)] : [160, autoencoder(75, say) + discriminator(75, columns[4] + 36, say)];
  return mime({
    'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 ${height}" width="640" height="${height}" font-family="sans-serif" role="img" lang="${language}"><title>${escapeHtml(say[kind])}</title>` +
      `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 Z" fill="${ink}"/></marker></defs>${parts}</svg>`,
    'text/plain': say[kind],
  });
}
