/** Elements of the explorer's page, and its style. */

export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, text = ''): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

/** An element with these children. */
export function box<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, ...children: Node[]): HTMLElementTagNameMap[K] {
  const node = element(name, attributes);
  node.append(...children);
  return node;
}

export function button(text: string, help: string, act: () => void): HTMLButtonElement {
  const node = element('button', { type: 'button', title: help }, text);
  node.addEventListener('click', act);
  return node;
}

/** A labelled list, one of whose entries is chosen. */
export function choice<K extends string>(label: string, names: Record<K, string>, chosen: K, change: (name: K) => void): { node: HTMLLabelElement; select: HTMLSelectElement } {
  const select = element('select', {});
  for (const name of Object.keys(names) as K[]) select.append(element('option', { value: name, ...(name === chosen && { selected: '' }) }, names[name]));
  select.addEventListener('change', () => change(select.value as K));
  return { node: box('label', {}, document.createTextNode(`${label} `), select), select };
}

export function checkbox(label: string, change: (checked: boolean) => void): HTMLLabelElement {
  const input = element('input', { type: 'checkbox' });
  input.addEventListener('change', () => change(input.checked));
  return box('label', {}, input, document.createTextNode(` ${label}`));
}

/** A picture with a name for those who cannot see it. */
export function canvasOf(label: string, attributes: Record<string, string> = {}): HTMLCanvasElement {
  return element('canvas', { role: 'img', 'aria-label': label, ...attributes });
}

/** One that is drawn on by mouse, finger, pen and keys. */
export const drawable = (help: HTMLElement): Record<string, string> => ({ tabindex: '0', role: 'application', 'aria-describedby': help.id, class: 'drawable' });

/** Calls back while a pointer is down on `canvas`, and when it is lifted. */
export function onStroke(canvas: HTMLCanvasElement, { begin, move, end }: { begin(): void; move(event: PointerEvent): void; end(): void }): void {
  let isDown = false;
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    begin();
    move(event);
  });
  canvas.addEventListener('pointermove', (event) => { if (isDown) move(event); });
  for (const name of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(name, () => {
      if (!isDown) return;
      isDown = false;
      end();
    });
  }
}

/** Acts on keys by their names, and keeps those from the page. */
export function onKeys(node: HTMLElement, actions: Record<string, () => void>): void {
  node.addEventListener('keydown', (event) => {
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

export const style = `
.minimax-explorer { font: 13px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif; max-width: 900px; color: inherit; }
.minimax-explorer .controls { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; margin: 4px 0; }
.minimax-explorer button { font: inherit; padding: 3px 12px; border-radius: 6px; border: 1px solid #3b78d8; background: none; color: inherit; cursor: pointer; }
.minimax-explorer button:first-child { background: #3b78d8; color: #fff; min-width: 5em; }
.minimax-explorer select { font: inherit; color: inherit; background: Field; color: FieldText; }
.minimax-explorer :focus-visible { outline: 2px solid #c79a12; outline-offset: 2px; }
.minimax-explorer .body { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
.minimax-explorer .plots { flex: 1 1 420px; min-width: 280px; }
.minimax-explorer .maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 8px; margin: 4px 0; }
.minimax-explorer figure { margin: 0; }
.minimax-explorer figcaption { text-align: center; }
.minimax-explorer canvas { width: 100%; display: block; }
.minimax-explorer .drawable { cursor: crosshair; touch-action: none; }
.minimax-explorer table { border-collapse: collapse; margin: 8px 0; }
.minimax-explorer table th { text-align: left; font-weight: normal; padding: 1px 12px 1px 0; }
.minimax-explorer td { text-align: right; font-variant-numeric: tabular-nums; min-width: 5em; }
.minimax-explorer .help { opacity: .8; margin: 4px 0; }
`;
