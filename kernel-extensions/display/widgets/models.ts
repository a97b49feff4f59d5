/**
 * The models of Jupyter's widgets (ipywidgets 8: controls 2.0.0, base 2.0.0, output 1.0.0): their attributes,
 * what each starts as and what it takes. Names are those of the specification, and of ipywidgets:
 * https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/jupyterwidgetmodels.latest.md
 */
import { bytes, day, flag, float, int, json, list, nullable, oneOf, pair, part, place, text, widget, type Attributes } from './attributes.js';
import { bounded, boundedLog, boundedRange, chosen, type Normalize } from './bounds.js';

export interface Model<A extends Attributes = Attributes> {
  /** `IntSlider`; front ends know it as `IntSliderModel`. */
  readonly name: string;
  readonly module: string;
  readonly version: string;
  /** The view that shows it; null for what is not shown. */
  readonly view: string | null;
  readonly viewModule: string;
  readonly attributes: A;
  /** What follows from attributes that were set: a value within its bounds. */
  readonly normalize?: Normalize;
}

const base = '@jupyter-widgets/base', controls = '@jupyter-widgets/controls', output = '@jupyter-widgets/output';

interface Details {
  module?: string;
  version?: string;
  view?: string | null;
  viewModule?: string;
  normalize?: Normalize;
}

const model = <A extends Attributes>(name: string, attributes: A, details: Details = {}): Model<A> =>
  ({ name, module: controls, version: '2.0.0', view: `${name}View`, viewModule: details.module ?? controls, attributes, ...details });

const styleModel = <A extends Attributes>(name: string, attributes: A): Model<A> => model(name, attributes, { view: 'StyleView', viewModule: base });

/** CSS values, by default none. */
const css = <const Name extends string>(...names: Name[]) => Object.fromEntries(names.map((name) => [name, nullable(text())])) as Record<Name, ReturnType<typeof nullable<string>>>;

const Layout = model('Layout', css(
  'align_content', 'align_items', 'align_self', 'border_bottom', 'border_left', 'border_right', 'border_top', 'bottom', 'display',
  'flex', 'flex_flow', 'grid_area', 'grid_auto_columns', 'grid_auto_flow', 'grid_auto_rows', 'grid_column', 'grid_gap', 'grid_row',
  'grid_template_areas', 'grid_template_columns', 'grid_template_rows', 'height', 'justify_content', 'justify_items', 'left', 'margin',
  'max_height', 'max_width', 'min_height', 'min_width', 'object_fit', 'object_position', 'order', 'overflow', 'padding', 'right', 'top',
  'visibility', 'width',
), { module: base });

const described = { description_width: text() };
const font = css('font_family', 'font_size', 'font_style', 'font_variant', 'font_weight', 'text_decoration');
const DescriptionStyle = styleModel('DescriptionStyle', described);
const ButtonStyle = styleModel('ButtonStyle', { ...font, ...css('button_color', 'text_color') });
const CheckboxStyle = styleModel('CheckboxStyle', { ...described, ...css('background') });
const HTMLStyle = styleModel('HTMLStyle', { ...described, ...css('background', 'font_size', 'text_color') });
const HTMLMathStyle = styleModel('HTMLMathStyle', HTMLStyle.attributes);
const LabelStyle = styleModel('LabelStyle', { ...described, ...font, ...css('background', 'text_color') });
const ProgressStyle = styleModel('ProgressStyle', { ...described, ...css('bar_color') });
const SliderStyle = styleModel('SliderStyle', { ...described, ...css('handle_color') });
const TextStyle = styleModel('TextStyle', HTMLStyle.attributes);
const ToggleButtonStyle = styleModel('ToggleButtonStyle', { ...described, ...font, ...css('text_color') });
const ToggleButtonsStyle = styleModel('ToggleButtonsStyle', { ...described, button_width: text(), font_weight: text() });

const buttonStyle = oneOf(['primary', 'success', 'info', 'warning', 'danger', ''], '');
const statusStyle = oneOf(['success', 'info', 'warning', 'danger', ''], '');

/** What everything has that is shown. */
const shown = { _dom_classes: list(text()), layout: part(Layout), tabbable: nullable(flag()), tooltip: nullable(text()) };
const description = { ...shown, description: text(), description_allow_html: flag() };
const labelled = { ...description, style: part(DescriptionStyle) };
const control = { ...labelled, disabled: flag() };
/** An empty box would have no height. */
const placeholder = text('\u200b');

const slider = {
  ...control, style: part(SliderStyle), continuous_update: flag(true), orientation: oneOf(['horizontal', 'vertical'], 'horizontal'), readout: flag(true),
  behavior: oneOf(['drag-tap', 'drag-snap', 'tap', 'drag', 'snap'], 'drag-tap'),
};
const intRange = { min: int(0), max: int(100) };
const floatRange = { min: float(0), max: float(100) };
const intSlider = { ...slider, ...intRange, step: int(1), readout_format: text('d') };
const floatSlider = { ...slider, ...floatRange, step: nullable(float(), 0.1), readout_format: text('.2f') };
const bar = { ...description, style: part(ProgressStyle), orientation: oneOf(['horizontal', 'vertical'], 'horizontal') };
const numberText = { ...control, continuous_update: flag(false) };
const textBox = { ...control, style: part(TextStyle), continuous_update: flag(true), placeholder, value: text() };
const options = { ...control, _options_labels: list(text()) };
const choice = { ...options, index: nullable(int()) };
const box = { ...shown, box_style: statusStyle, children: list(widget()) };
const titled = { ...box, selected_index: nullable(int()), titles: list(text()) };
const label = { ...labelled, placeholder, value: text() };
const picture = { ...shown, value: bytes(), width: text(), height: text() };

/** An output as notebook files hold it. */
export type NotebookOutput = { output_type: string } & Record<string, unknown>;

export const models = {
  Layout, DescriptionStyle, ButtonStyle, CheckboxStyle, HTMLStyle, HTMLMathStyle, LabelStyle, ProgressStyle, SliderStyle, TextStyle, ToggleButtonStyle, ToggleButtonsStyle,

  IntSlider: model('IntSlider', { ...intSlider, value: int(0) }, { normalize: bounded }),
  FloatSlider: model('FloatSlider', { ...floatSlider, value: float(0) }, { normalize: bounded }),
  FloatLogSlider: model('FloatLogSlider', { ...floatSlider, base: float(10), max: float(4), readout_format: text('.3g'), value: float(1) }, { normalize: boundedLog }),
  IntRangeSlider: model('IntRangeSlider', { ...intSlider, value: pair(int(), 0, 1) }, { normalize: boundedRange }),
  FloatRangeSlider: model('FloatRangeSlider', { ...floatSlider, value: pair(float(), 0, 1) }, { normalize: boundedRange }),
  IntProgress: model('IntProgress', { ...bar, ...intRange, bar_style: statusStyle, value: int(0) }, { view: 'ProgressView', normalize: bounded }),
  FloatProgress: model('FloatProgress', { ...bar, ...floatRange, bar_style: nullable(statusStyle, ''), value: float(0) }, { view: 'ProgressView', normalize: bounded }),
  IntText: model('IntText', { ...numberText, step: int(1), value: int(0) }),
  FloatText: model('FloatText', { ...numberText, step: nullable(float()), value: float(0) }),
  BoundedIntText: model('BoundedIntText', { ...numberText, ...intRange, step: int(1), value: int(0) }, { view: 'IntTextView', normalize: bounded }),
  BoundedFloatText: model('BoundedFloatText', { ...numberText, ...floatRange, step: nullable(float()), value: float(0) }, { view: 'FloatTextView', normalize: bounded }),
  Play: model('Play', { ...control, ...intRange, interval: int(100), playing: flag(), repeat: flag(), show_repeat: flag(true), step: int(1), value: int(0) }, { normalize: bounded }),

  Checkbox: model('Checkbox', { ...control, style: part(CheckboxStyle), indent: flag(true), value: flag() }),
  ToggleButton: model('ToggleButton', { ...control, style: part(ToggleButtonStyle), button_style: buttonStyle, icon: text(), value: flag() }),
  Valid: model('Valid', { ...control, readout: text('Invalid'), value: flag() }),

  Dropdown: model('Dropdown', choice, { normalize: chosen }),
  RadioButtons: model('RadioButtons', { ...choice, orientation: oneOf(['horizontal', 'vertical'], 'vertical') }, { normalize: chosen }),
  Select: model('Select', { ...choice, rows: int(5) }, { normalize: chosen }),
  ToggleButtons: model('ToggleButtons', { ...choice, style: part(ToggleButtonsStyle), button_style: nullable(buttonStyle, ''), icons: list(text()), tooltips: list(text()) }, { normalize: chosen }),
  SelectionSlider: model('SelectionSlider', { ...options, ...slider, index: int(0) }, { normalize: chosen }),
  SelectionRangeSlider: model('SelectionRangeSlider', { ...options, ...slider, index: pair(int(), 0, 0) }, { normalize: chosen }),
  SelectMultiple: model('SelectMultiple', { ...options, index: list(int()), rows: int(5) }, { normalize: chosen }),

  Text: model('Text', textBox),
  Password: model('Password', textBox),
  Textarea: model('Textarea', { ...textBox, rows: nullable(int()) }),
  Combobox: model('Combobox', { ...textBox, ensure_option: flag(), options: list(text()) }),
  Label: model('Label', { ...label, style: part(LabelStyle) }),
  HTML: model('HTML', { ...label, style: part(HTMLStyle) }),
  HTMLMath: model('HTMLMath', { ...label, style: part(HTMLMathStyle) }),

  Button: model('Button', { ...shown, style: part(ButtonStyle), button_style: buttonStyle, description: text(), disabled: flag(), icon: text() }),
  ColorPicker: model('ColorPicker', { ...control, concise: flag(), value: text('black') }),
  DatePicker: model('DatePicker', { ...control, min: nullable(day()), max: nullable(day()), step: int(1), value: nullable(day()) }),

  Box: model('Box', box),
  HBox: model('HBox', box),
  VBox: model('VBox', box),
  GridBox: model('GridBox', box),
  Accordion: model('Accordion', titled),
  Tab: model('Tab', titled),
  Stack: model('Stack', titled),

  Image: model('Image', { ...picture, format: text('png') }),
  Output: model('Output', { ...shown, msg_id: text(), outputs: list(json<NotebookOutput>({ output_type: 'stream' }, 'an output')) }, { module: output, version: '1.0.0' }),
  Link: model('Link', { source: place(), target: place() }, { view: null }),
  DirectionalLink: model('DirectionalLink', { source: place(), target: place() }, { view: null }),
};

export type Models = typeof models;
export type ModelName = keyof Models;
