/** Controls for the arguments of a function, and what the function shows for them, in place. */
import { jupyterDisplay, type Displayable } from '../jupyter-display.js';
import { show } from '../show.js';
import { inTurn } from './in-turn.js';
import * as widgets from './index.js';
import { isWidget, type WidgetReference } from './registry.js';
import type { Stop } from './widget.js';

/** A widget that stands for a value. */
interface Input<T> extends WidgetReference {
  value: T;
  onChange(handler: (value: T, previous: T) => unknown): Stop;
  close(): void;
}

/**
 * What a control can be made of: true or false (a checkbox), a text, a number (a slider around it),
 * `[min, max]` or `[min, max, step]` (a slider), a list or an object of label → value (a menu), a widget.
 */
export type Control = boolean | string | number | readonly (string | number | boolean)[] | Readonly<Record<string, unknown>> | WidgetReference;

type Valued<C> = C extends WidgetReference ? (C extends { value: infer T } ? T : never)
  : C extends boolean ? boolean : C extends string ? string : C extends number ? number
    : C extends readonly (infer T)[] ? (T extends number ? number : T) : C[keyof C];

type Values<Controls> = { -readonly [Name in keyof Controls]: Valued<Controls[Name]> };

/** As a cell's last value it shows nothing more. */
export interface Interaction<Controls> extends Displayable {
  /** What the controls stand at. */
  readonly values: Values<Controls>;
  /** Takes controls and output off the page. */
  close(): void;
}

/**
 * Shows a control for each argument, and runs `run` with their values: now, and whenever one
 * changes. What it prints, shows and returns stands below the controls; moves that come while an
 * asynchronous `run` has not ended are left out, but for the last.
 *
 *     interact(({ z, color }) => image(z, color), { z: [-3, 3, 0.1], color: ['gray', 'viridis'] })
 */
export function interact<const Controls extends Readonly<Record<string, Control>>>(run: (values: Values<Controls>) => unknown, controls: Controls): Interaction<Controls> {
  const inputs = Object.entries(controls).map(([name, control]) => [name, inputFor(name, control)] as const);
  const output = widgets.Output();
  const box = widgets.VBox([...inputs.map(([, input]) => input), output]);
  const values = () => Object.fromEntries(inputs.map(([name, input]) => [name, input.value])) as Values<Controls>;
  const update = inTurn(() => output.capture(() => attempt(() => run(values()), output), { replace: true }));
  for (const [, input] of inputs) input.onChange(() => update());
  show(box);
  update();
  return {
    get values() { return values(); },
    close() {
      for (const widget of [...inputs.map(([, input]) => input), output, box]) widget.close();
    },
    [jupyterDisplay]: () => ({}),
  };
}

/** Shows the result or the error of `run`. Returns a promise where `run` does. */
function attempt(run: () => unknown, output: widgets.Output): unknown {
  const show = (result: unknown) => { if (result !== undefined) output.append(result); };
  const fail = (error: unknown) => output.appendError(error);
  try {
    const result = run();
    return result instanceof Promise ? result.then(show).catch(fail) : show(result);
  } catch (error) {
    return fail(error);
  }
}

function inputFor(description: string, control: Control): Input<unknown> {
  if (isWidget(control)) {
    if ('value' in control && 'onChange' in control) return control as Input<unknown>;
    throw new TypeError(`${description} must be a widget with a value.`);
  }
  if (typeof control === 'boolean') return widgets.Checkbox({ description, value: control }) as unknown as Input<unknown>;
  if (typeof control === 'string') return widgets.Text({ description, value: control }) as unknown as Input<unknown>;
  if (typeof control === 'number') {
    const [min, max] = control === 0 ? [0, 1] : [-control, 3 * control].sort((a, b) => a - b) as [number, number];
    return slider(description, min, max, Number.isInteger(control) ? 1 : undefined, control);
  }
  if (Array.isArray(control) && (control.length === 2 || control.length === 3) && control.every((each) => typeof each === 'number')) {
    const [min, max, step] = control as readonly unknown[] as readonly [number, number, number?];
    return slider(description, min, max, step ?? (control.every(Number.isInteger) ? 1 : undefined));
  }
  return widgets.Dropdown({ description, options: control as Readonly<Record<string, unknown>> }) as unknown as Input<unknown>;
}

/** Without a step, about a hundred of them. It starts in the middle. */
function slider(description: string, min: number, max: number, step = 10 ** Math.floor(Math.log10((max - min) / 50 || 1)), value = min + Math.round((max - min) / 2 / step) * step): Input<unknown> {
  const options = { description, min, max, value };
  const isWhole = [min, max, step, value].every(Number.isInteger);
  return (isWhole ? widgets.IntSlider({ ...options, step }) : widgets.FloatSlider({ ...options, step, readout_format: '.3g' })) as unknown as Input<unknown>;
}
