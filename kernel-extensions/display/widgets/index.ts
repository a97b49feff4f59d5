/**
 * Jupyter's widgets, by the names that ipywidgets gives them: `widgets.IntSlider({ max: 10 })`. A
 * widget is shown as the last value of a cell or with `show`. Its attributes are properties:
 * `slider.value` is where the slider stands, setting it moves the slider.
 */
import type { OptionsOf } from './attributes.js';
import { choiceOf } from './choice.js';
import { models, type ModelName, type Models } from './models.js';
import { Widget, classOf, makeWidget, type WidgetOf } from './widget.js';

/** `WidgetNamed<'IntSlider'>`: the type of what `IntSlider(…)` returns. */
export type WidgetNamed<Name extends ModelName> = WidgetOf<Models[Name]>;
export type { Choice, Options } from './choice.js';
export { Output } from './output.js';
export type { Stop, Widget, WidgetOf } from './widget.js';
export type { WidgetReference } from './registry.js';

type Make<Name extends ModelName> = (options?: OptionsOf<Models[Name]>) => WidgetNamed<Name>;
const maker = <Name extends ModelName>(name: Name): Make<Name> => (options) => makeWidget(models[name], options) as WidgetNamed<Name>;

export const IntSlider = maker('IntSlider');
export const FloatSlider = maker('FloatSlider');
/** `min` and `max` are exponents of `base`. */
export const FloatLogSlider = maker('FloatLogSlider');
export const IntRangeSlider = maker('IntRangeSlider');
export const FloatRangeSlider = maker('FloatRangeSlider');
export const IntProgress = maker('IntProgress');
export const FloatProgress = maker('FloatProgress');
export const IntText = maker('IntText');
export const FloatText = maker('FloatText');
export const BoundedIntText = maker('BoundedIntText');
export const BoundedFloatText = maker('BoundedFloatText');
/** Counts up while it plays; `jslink` it to a slider. */
export const Play = maker('Play');

export const Checkbox = maker('Checkbox');
export const ToggleButton = maker('ToggleButton');
export const Valid = maker('Valid');

export const Dropdown = choiceOf(models.Dropdown).one;
export const RadioButtons = choiceOf(models.RadioButtons).one;
export const Select = choiceOf(models.Select).one;
export const ToggleButtons = choiceOf(models.ToggleButtons).one;
export const SelectionSlider = choiceOf(models.SelectionSlider).one;
export const SelectionRangeSlider = choiceOf(models.SelectionRangeSlider).range;
export const SelectMultiple = choiceOf(models.SelectMultiple).many;

export const Text = maker('Text');
export const Password = maker('Password');
export const Textarea = maker('Textarea');
export const Combobox = maker('Combobox');
export const Label = maker('Label');
/** The markup is shown as it is: escape what comes from elsewhere with `escapeHtml`. */
export const HTML = maker('HTML');
/** Like HTML, with formulas between dollar signs. */
export const HTMLMath = maker('HTMLMath');

export const ColorPicker = maker('ColorPicker');
export const DatePicker = maker('DatePicker');
/** `value` holds the bytes of a picture file. */
export const Image = maker('Image');

class ClickableWidget extends Widget<Models['Button']> {
  /** Calls `handler` when the button is clicked. */
  onClick(handler: () => unknown): void {
    this.onMessage(({ event }) => { if (event === 'click') handler(); });
  }
}
const ButtonClass = classOf(models.Button, ClickableWidget);
export const Button = (options?: OptionsOf<Models['Button']>): WidgetNamed<'Button'> & Pick<ClickableWidget, 'onClick'> => new ButtonClass(options) as WidgetNamed<'Button'> & ClickableWidget;

type BoxName = 'Box' | 'HBox' | 'VBox' | 'GridBox' | 'Accordion' | 'Tab' | 'Stack';
type Children = NonNullable<OptionsOf<Models['Box']>['children']>;
/** As in ipywidgets, the children may come first. */
const boxMaker = <Name extends BoxName>(name: Name) => (children: Children = [], options?: Omit<OptionsOf<Models[Name]>, 'children'>): WidgetNamed<Name> =>
  makeWidget(models[name], { ...options, children } as OptionsOf<Models[Name]>) as WidgetNamed<Name>;

export const Box = boxMaker('Box');
export const HBox = boxMaker('HBox');
export const VBox = boxMaker('VBox');
export const GridBox = boxMaker('GridBox');
/** `titles` name the parts. */
export const Accordion = boxMaker('Accordion');
export const Tab = boxMaker('Tab');
export const Stack = boxMaker('Stack');

type Place<W> = readonly [widget: W, attribute: Extract<keyof W, string>];

/** Keeps two attributes the same on the page, without the kernel: `jslink([play, 'value'], [slider, 'value'])`. `close()` ends it. */
export const jslink = <A extends Widget<any>, B extends Widget<any>>(source: Place<A>, target: Place<B>): WidgetNamed<'Link'> => makeWidget(models.Link, { source, target });

/** Like `jslink`, from the first to the second only. */
export const jsdlink = <A extends Widget<any>, B extends Widget<any>>(source: Place<A>, target: Place<B>): WidgetNamed<'DirectionalLink'> => makeWidget(models.DirectionalLink, { source, target });
