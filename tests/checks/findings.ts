/**
 * What a check has to say to a student when something is not right: what is wrong, what was
 * expected, where to look, in both languages. Never a stack trace, never the solution.
 */
import * as tf from '@tensorflow/tfjs';
import { AssertionError } from 'chai';
import type { Reply } from './answer.js';
import { say, type Text } from './language.js';
import { NdArray, Opaque } from './values.js';

export interface Message {
  wrong: Text;
  expected?: Text;
  hint?: Text;
}

/** A failed assertion of a check. Any other error that leaves a check is a mistake of the check itself. */
export class Finding extends AssertionError<unknown> {
  constructor(readonly text: Message) {
    super([text.wrong, text.expected, text.hint].filter((part) => part !== undefined).map((part) => part.en).join(' '));
  }

  static unreadable(name: string, why: string): Finding {
    return new Finding({
      wrong: say(`${called(name).en} answered something that cannot be read: ${why}.`, `${called(name)['zh-TW']} 的回答無法讀取：${why}。`),
    });
  }
}

/** Runs a chai assertion; when it fails, the student reads `message` instead of chai's words. */
export function verify(assertion: () => void, message: Message | (() => Message)): void {
  try {
    assertion();
  } catch (error) {
    if (!(error instanceof AssertionError) || error instanceof Finding) throw error;
    throw new Finding(typeof message === 'function' ? message() : message);
  }
}

/** A function's name as the subject of a sentence, or the notebook where no function was called. */
export function called(name: string): Text {
  return name ? say(`\`${name}\``, `\`${name}\``) : say('Your notebook', '你的筆記本');
}

/** The finding for a request that was not answered with a value. */
export function notAnswered(name: string, reply: Exclude<Reply, { kind: 'returned' }>): Finding {
  switch (reply.kind) {
    case 'missing':
      return new Finding({
        wrong: say(`There is no function \`${name}\`.`, `找不到函式 \`${name}\`。`),
        hint: say('Run the cell that defines it, and keep its name as it was given.', '請先執行定義它的儲存格，並保留原本的函式名稱。'),
      });
    case 'not a function':
      return new Finding({
        wrong: say(`\`${name}\` is a ${reply.what}.`, `\`${name}\` 是 ${reply.what}。`),
        expected: say('A function of that name is expected.', '這裡需要一個同名的函式。'),
      });
    case 'threw':
      return stopped(name, reply.error);
    default:
      return Finding.unreadable(name, 'unknown reply');
  }
}

function stopped(name: string, error: Extract<Reply, { kind: 'threw' }>['error']): Finding {
  if (error.name === 'TodoError') {
    return new Finding({
      wrong: say(`\`${name}\` is not written yet.`, `\`${name}\` 還沒寫好。`),
      hint: say('Write it in the cell above, run that cell, then run this one again.', '請在上方的儲存格完成它並執行，再重新執行這一格。'),
    });
  }
  const first = String(error.message).split('\n')[0].slice(0, 300);
  const noGradient = /Cannot compute gradient|gradient function not found|none of the variables|The result y returned by f\(\) must be/i.exec(first);
  if (noGradient) {
    return new Finding({
      wrong: say(`No gradient flows through \`${name}\`: training could not learn from it.`, `梯度無法流過 \`${name}\`：訓練時學不到任何東西。`),
      expected: say('The result has to be computed from its arguments with TensorFlow.js operations alone.', '結果必須只用 TensorFlow.js 的運算由參數算出。'),
      hint: say('Look for dataSync(), arraySync(), tf.scalar(number) or tf.tensor(...) on the way from the arguments to the result.', '請檢查從參數到結果之間是否用了 dataSync()、arraySync()、tf.scalar(數字) 或 tf.tensor(...)。'),
    });
  }
  // What TensorFlow.js 4.22 says when a gradient needs a tensor that it has thrown away itself.
  if (/reading 'backend'/.test(first)) {
    return new Finding({
      wrong: say(`TensorFlow.js cannot compute the gradient of \`${name}\`.`, `TensorFlow.js 無法計算 \`${name}\` 的梯度。`),
      hint: say('tf.logSigmoid of an intermediate result does this: write it with tf.softplus. A tensor that was disposed of too early does it as well.', '對中間結果使用 tf.logSigmoid 會這樣：請改用 tf.softplus。太早釋放的張量也會造成這個情形。'),
    });
  }
  if (/Array buffer allocation failed|Invalid array (buffer )?length|out of memory/i.test(first)) {
    return new Finding({
      wrong: say(`\`${name}\` reached the memory limit.`, `\`${name}\` 超過了記憶體限制。`),
      hint: say('Look for a loop that keeps tensors or arrays, and for a shape that multiplies by mistake.', '請檢查是否有迴圈不斷保留張量或陣列，或是算錯的形狀。'),
    });
  }
  const where = error.cell && Number.isInteger(error.cell.number) && Number.isInteger(error.cell.line)
    ? say(` (cell [${error.cell.number}], line ${error.cell.line})`, `（儲存格 [${error.cell.number}] 第 ${error.cell.line} 行）`)
    : say('', '');
  return new Finding({
    wrong: say(`\`${name}\` stopped with an error${where.en}: ${first}`, `\`${name}\` 執行時發生錯誤${where['zh-TW']}：${first}`),
    hint: say('Call it yourself in a cell to see where it happens.', '可以在儲存格裡自己呼叫它，看看錯誤發生在哪裡。'),
  });
}

const opaqueKinds: readonly (readonly [RegExp, string])[] = [
  [/^a function$/, '一個函式'],
  [/^an array of (\d+) values, too large to be looked at$/, '含 $1 個元素、大到無法檢查的陣列'],
  [/^an array of (\d+) values$/, '含 $1 個元素的陣列'],
  [/^an object nested too deeply$/, '層數太深的物件'],
  [/^an instance of (.*)$/, '$1 的實例'],
  [/^a tensor that was disposed before it was returned$/, '回傳前就被釋放的張量'],
  [/^a tensor of (.*) values$/, '$1 型別的張量'],
  [/^a model that does not know its input shape.*$/, '不知道輸入形狀的模型（請在第一層指定 inputShape）'],
  [/^a model that .*$/, '無法讀取的模型'],
  [/^an optimizer of the class (.*)$/, '$1 類別的最佳化器'],
  [/^a (.*)$/, '$1'],
];

/** The words of `Opaque` in Chinese. */
function opaqueInChinese(what: string): string {
  const [pattern, chinese] = opaqueKinds.find(([candidate]) => candidate.test(what)) ?? [/^.*$/, what];
  return what.replace(pattern, chinese);
}

/** What a value is, in a few words, for "…, but it is …". */
export function describe(value: unknown): Text {
  if (value === undefined) return say('nothing', '空的');
  if (value instanceof NdArray) return say(`a ${value.dtype} tensor of shape [${value.shape.join(', ')}]`, `形狀為 [${value.shape.join(', ')}] 的 ${value.dtype} 張量`);
  if (value instanceof tf.LayersModel) return say('a model', '一個模型');
  if (value instanceof tf.Optimizer) return say('an optimizer', '一個最佳化器');
  if (value instanceof Opaque) return say(value.what, opaqueInChinese(value.what));
  if (Array.isArray(value)) return say(`an array of ${value.length} values`, `含 ${value.length} 個元素的陣列`);
  if (typeof value === 'object' && value !== null) return say('an object', '一個物件');
  return say(`${typeof value === 'string' ? JSON.stringify(value).slice(0, 100) : String(value)}`, `${typeof value === 'string' ? JSON.stringify(value).slice(0, 100) : String(value)}`);
}

function refuseNothing(value: unknown, what: string): void {
  if (value !== undefined) return;
  throw new Finding({
    wrong: say(`${what} returns nothing.`, `${what} 沒有回傳值。`),
    hint: say('Is a `return` missing?', '是不是忘了 `return`？'),
  });
}

/** `what` names the value in a sentence: `upBlock(6, 5, 2)`. Throws a Finding unless it is a finite number. */
export function asNumber(value: unknown, what: string): number {
  refuseNothing(value, what);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Finding({
    wrong: say(`${what} is ${describe(value).en}.`, `${what} 是 ${describe(value)['zh-TW']}。`),
    expected: say('A plain, finite number is expected.', '這裡應該回傳一個有限的數字。'),
  });
}

/** Throws a Finding unless `value` is a float32 tensor without NaN and infinities, of `shape` where one is given. */
export function asTensor(value: unknown, what: string, shape?: readonly number[]): NdArray {
  refuseNothing(value, what);
  if (!(value instanceof NdArray)) {
    throw new Finding({
      wrong: say(`${what} is not a tensor: it is ${describe(value).en}.`, `${what} 不是張量，而是${describe(value)['zh-TW']}。`),
      expected: shape && say(`A tensor of shape [${shape.join(', ')}] is expected.`, `這裡應該是形狀為 [${shape.join(', ')}] 的張量。`),
    });
  }
  if (value.dtype !== 'float32') {
    throw new Finding({
      wrong: say(`${what} holds ${value.dtype} values.`, `${what} 的資料型別是 ${value.dtype}。`),
      expected: say('A float32 tensor is expected.', '這裡應該是 float32 張量。'),
    });
  }
  if (shape && String(value.shape) !== String(shape)) {
    const scalar = shape.length === 0;
    throw new Finding({
      wrong: say(`${what} has the shape [${value.shape.join(', ')}].`, `${what} 的形狀是 [${value.shape.join(', ')}]。`),
      expected: scalar ? say('A scalar (shape []) is expected.', '這裡應該是純量（形狀 []）。') : say(`The shape [${shape.join(', ')}] is expected.`, `形狀應該是 [${shape.join(', ')}]。`),
      hint: scalar ? say('Take the mean over all values, the batch included: tf.mean without an axis.', '請對包含批次在內的所有值取平均：tf.mean 不指定軸。') : undefined,
    });
  }
  const bad = value.values.find((x) => !Number.isFinite(x));
  if (bad !== undefined) {
    throw new Finding({
      wrong: say(`${what} contains ${bad}: a non-finite value.`, `${what} 含有 ${bad}：不是有限的數值。`),
      hint: say('Look for a logarithm of 0, an overflowing exp, or a division by 0.', '請檢查是否對 0 取對數、exp 溢位，或除以 0。'),
    });
  }
  return value;
}

/** The number of a scalar tensor (shape `[]`). */
export function asScalar(value: unknown, what: string): number {
  return asTensor(value, what, []).values[0];
}

/** Throws a Finding unless `value` is a model. */
export function asModel(value: unknown, what: string): tf.LayersModel {
  refuseNothing(value, what);
  if (value instanceof tf.LayersModel) return value;
  throw new Finding({
    wrong: say(`${what} is not a model: it is ${describe(value).en}.`, `${what} 不是模型，而是${describe(value)['zh-TW']}。`),
    expected: say('A tf.LayersModel is expected, made by tf.sequential or tf.model.', '這裡應該是用 tf.sequential 或 tf.model 建立的 tf.LayersModel。'),
  });
}
