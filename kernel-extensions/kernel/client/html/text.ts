/** Plain and terminal text as HTML. */

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]);

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** Terminal text as HTML: colours and bold become spans of classes, carriage returns overwrite their line. */
export function ansiToHtml(text: string): string {
  let html = '';
  let style: Style = {};
  // SGR sequences set the style; other control sequences (cursor moves) have no meaning here.
  for (const part of applyCarriageReturns(text).split(/(\x1b\[[0-?]*[ -/]*[@-~])/)) {
    const sgr = /^\x1b\[([\d;]*)m$/.exec(part);
    if (sgr) style = applySgr(style, sgr[1].split(';').map(Number));
    else if (part !== '' && !part.startsWith('\x1b[')) html += styled(part, style);
  }
  return html;
}

interface Style {
  bold?: boolean;
  foreground?: string;
  background?: string;
}

function applySgr(style: Style, codes: number[]): Style {
  const next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code === 0) for (const key of Object.keys(next) as (keyof Style)[]) delete next[key];
    else if (code === 1) next.bold = true;
    else if (code === 22) delete next.bold;
    else if (code === 39) delete next.foreground;
    else if (code === 49) delete next.background;
    else if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : 4; // 256 colours and RGB: not shown
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) next.foreground = colours[code % 10];
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) next.background = colours[code % 10];
  }
  return next;
}

function styled(text: string, { bold, foreground, background }: Style): string {
  const classes = [bold && 'ansi-bold', foreground && `ansi-${foreground}`, background && `ansi-on-${background}`].filter(Boolean);
  return classes.length === 0 ? escapeHtml(text) : `<span class="${classes.join(' ')}">${escapeHtml(text)}</span>`;
}

/** What a terminal shows: after a carriage return, text overwrites the line from its start. */
export function applyCarriageReturns(text: string): string {
  if (!text.includes('\r')) return text;
  return text.replace(/\r+\n/g, '\n').split('\n').map((line) =>
    line.split('\r').reduce((shown, part) => part + shown.slice(part.length))).join('\n');
}
