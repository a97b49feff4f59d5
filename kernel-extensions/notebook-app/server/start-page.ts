/** The HTML of the start page: the lessons of a course, how far the student has come, what this machine can do. */
import { markdownToHtml } from '../../kernel/client/html/markdown.js';
import { escapeHtml } from '../../kernel/client/html/text.js';
import type { CourseLanguage, Lesson, Machine, Task } from './course.js';

export interface StartPageOptions {
  language: CourseLanguage;
  lessons: Lesson[];
  /** Marks the page's own script for the content security policy. */
  nonce: string;
}

const english = {
  title: 'Minimax Labs',
  intro: 'A course on generative adversarial networks. Each lab is a notebook: read, write TypeScript in the marked cells, run the checks. The labs build on each other.',
  labs: 'The labs',
  minutes: (count: number) => `about ${count} minutes`,
  done: (passed: number, of: number) => (passed === of ? `all ${of} tasks pass` : `${passed} of ${of} tasks pass`),
  state: { open: 'not checked yet', passed: 'passes', failed: 'does not pass yet' } satisfies Record<Task['state'], string>,
  tasks: 'Tasks',
  open: 'Start', resume: 'Go on', again: 'Open',
  startOver: 'Start over',
  askStartOver: (title: string) => `Start “${title}” over? You get the untouched notebook. Yours is kept under another name beside it.`,
  kept: (path: string) => `Your notebook is kept as ${path}.`,
  failed: 'That did not work:',
  unreadable: 'This notebook cannot be read. “Start over” keeps the file and puts a fresh notebook in its place.',
  files: 'All files',
  machine: 'This computer',
  measuring: 'measuring how fast it trains …',
  speed: (machine: Machine) => `Backend <code>${escapeHtml(machine.backend)}</code>: about ${Math.round(machine.roundsPerMinute).toLocaleString('en')} training rounds of Lab 03’s GAN in its minute of training.`,
  slow: 'That is few: the pictures of Lab 03 will stay rough. Give it more seconds in its training cell.',
  other: '繁體中文',
};

const chinese: typeof english = {
  title: 'Minimax Labs',
  intro: '生成對抗網路的課程。每個 Lab 是一本筆記本：閱讀、在標示的格子裡寫 TypeScript，然後執行檢查。各個 Lab 依序銜接。',
  labs: '課程',
  minutes: (count) => `大約 ${count} 分鐘`,
  done: (passed, of) => (passed === of ? `${of} 題全部通過` : `${of} 題中通過 ${passed} 題`),
  state: { open: '尚未檢查', passed: '通過', failed: '尚未通過' },
  tasks: '題目',
  open: '開始', resume: '繼續', again: '開啟',
  startOver: '重新開始',
  askStartOver: (title) => `要重新開始「${title}」嗎？你會得到全新的筆記本，原來的會改名保留在旁邊。`,
  kept: (path) => `原來的筆記本保留為 ${path}。`,
  failed: '沒有成功：',
  unreadable: '無法讀取這本筆記本。「重新開始」會保留這個檔案，並放上一本全新的筆記本。',
  files: '所有檔案',
  machine: '這台電腦',
  measuring: '正在測量訓練速度……',
  speed: (machine) => `運算後端 <code>${escapeHtml(machine.backend)}</code>：在 Lab 03 一分鐘的訓練裡大約能跑 ${Math.round(machine.roundsPerMinute).toLocaleString('en')} 回合。`,
  slow: '這個數字偏低：Lab 03 的圖片會比較粗糙。可以在訓練的格子裡增加秒數。',
  other: 'English',
};

const textsOf = (language: CourseLanguage) => (language === 'en' ? english : chinese);

/** Below this, Lab 03's digits are not yet recognisable after its minute. */
const fewRounds = 300;

/** What the page shows of the machine once it is measured. */
export function machineHtml(machine: Machine, language: CourseLanguage): string {
  const texts = textsOf(language);
  return `${texts.speed(machine)}${machine.roundsPerMinute < fewRounds ? ` ${texts.slow}` : ''}`;
}

export function renderStartPage({ language, lessons, nonce }: StartPageOptions): string {
  const texts = textsOf(language);
  const other = language === 'en' ? 'zh-TW' : 'en';
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title}</title>
<link rel="icon" type="image/svg+xml" href="/static/brand/mark.svg">
<style>${style}</style>
</head>
<body>
<header><img src="/static/brand/mark.svg" alt="" width="40" height="40"><h1>${texts.title}</h1>
<nav><a href="/tree">${texts.files}</a> <a href="/?lang=${other}" lang="${other}" hreflang="${other}">${texts.other}</a></nav></header>
<main>
<p>${texts.intro}</p>
<h2>${texts.labs}</h2>
<p id="answer" role="status"></p>
<ol class="lessons">
${lessons.map((lesson) => lessonHtml(lesson, texts)).join('\n')}
</ol>
<h2>${texts.machine}</h2>
<p id="machine" aria-live="polite">${texts.measuring}</p>
</main>
<script nonce="${nonce}">${script(language, texts)}</script>
</body>
</html>
`;
}

function lessonHtml(lesson: Lesson, texts: typeof english): string {
  const passed = lesson.tasks.filter(({ state }) => state === 'passed').length;
  const isDone = lesson.tasks.length > 0 && passed === lesson.tasks.length;
  const address = `/notebooks/${lesson.path.split('/').map(encodeURIComponent).join('/')}`;
  const action = isDone ? texts.again : lesson.isStarted ? texts.resume : texts.open;
  const marks: Record<Task['state'], string> = { open: '○', passed: '✓', failed: '✗' };
  const tasks = lesson.tasks.map(({ id, state }) =>
    `<li class="${state}"><span aria-hidden="true">${marks[state]}</span> <code>${escapeHtml(id)}</code> <span class="hidden">${texts.state[state]}</span></li>`);
  return `<li><article aria-label="${escapeHtml(lesson.title)}"${isDone ? ' class="done"' : ''}>
<h3><a href="${address}">${escapeHtml(lesson.title)}</a></h3>
${lesson.problem === undefined ? '' : `<p class="failed">${texts.unreadable}</p>`}
${lesson.goal === undefined ? '' : markdownToHtml(lesson.goal, { trusted: false })}
<p class="facts">${[lesson.minutes === undefined ? '' : texts.minutes(lesson.minutes), lesson.tasks.length === 0 ? '' : texts.done(passed, lesson.tasks.length)].filter(Boolean).join(' · ')}</p>
${tasks.length === 0 ? '' : `<ul class="tasks" aria-label="${texts.tasks}">${tasks.join('')}</ul>`}
<p class="actions"><a class="button" href="${address}">${action}<span class="hidden">: ${escapeHtml(lesson.title)}</span></a>
${lesson.isStarted ? `<button type="button" data-path="${escapeHtml(lesson.path)}" data-ask="${escapeHtml(texts.askStartOver(lesson.title))}">${texts.startOver}<span class="hidden">: ${escapeHtml(lesson.title)}</span></button>` : ''}</p>
</article></li>`;
}

const style = `
:root { color-scheme: light dark; --text: #1f2430; --muted: #5a6172; --page: #fafafc; --card: #fff; --line: #d9dce5; --brand: #4338ca; --good: #1a7f37; --bad: #c62828; }
@media (prefers-color-scheme: dark) { :root { --text: #e7e9f0; --muted: #a5abbb; --page: #14161d; --card: #1d2029; --line: #363b49; --brand: #a5b4fc; --good: #57d27a; --bad: #ff8a80; } }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif; }
header, main { max-width: 64rem; margin: 0 auto; padding: 0 1.5rem; }
header { display: flex; align-items: center; gap: .8rem; padding-top: 2rem; flex-wrap: wrap; }
h1 { margin: 0; font-size: 1.7rem; } h2 { margin: 2rem 0 .6rem; font-size: 1.2rem; } h3 { margin: 0; font-size: 1.1rem; }
nav { margin-left: auto; display: flex; gap: 1.2rem; }
a { color: var(--brand); }
/* Fonts that know how formulas are set; without one, browsers leave subscripts on the line. */
math { font-family: 'STIX Two Math', 'Cambria Math', 'Latin Modern Math', 'DejaVu Math TeX Gyre', math; }
.lessons { list-style: none; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.3rem; height: 100%; box-sizing: border-box; display: flex; flex-direction: column; }
article.done { border-color: var(--good); }
article h3 a { color: inherit; text-decoration: none; } article h3 a:hover { text-decoration: underline; }
article p { margin: .5rem 0; } .facts { color: var(--muted); font-size: .93rem; }
.tasks { list-style: none; padding: 0; margin: .2rem 0 .6rem; display: flex; flex-wrap: wrap; gap: .2rem .9rem; font-size: .9rem; }
.passed { color: var(--good); } .failed { color: var(--bad); } .open { color: var(--muted); }
.actions { margin-top: auto !important; display: flex; gap: .7rem; align-items: center; }
.button, button { font: inherit; border-radius: 7px; padding: .3rem 1rem; border: 1px solid var(--brand); cursor: pointer; text-decoration: none; }
.button { background: var(--brand); color: var(--card); } button { background: none; color: var(--brand); }
:focus-visible { outline: 3px solid #fbbf24; outline-offset: 2px; }
#answer:empty { display: none; } #answer { border-left: 4px solid var(--brand); padding-left: .8rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** Measures the machine when the page stands, and starts lessons over. */
const script = (language: CourseLanguage, texts: typeof english) => `
const answer = document.getElementById('answer');
const text = sessionStorage.getItem('answer');
if (text) { answer.textContent = text; sessionStorage.removeItem('answer'); }
const api = async (path, options) => {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.message);
  return body;
};
for (const button of document.querySelectorAll('button[data-path]')) button.addEventListener('click', async () => {
  if (!confirm(button.dataset.ask)) return;
  const xsrf = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
  try {
    const { message } = await api('/api/course/start-over?lang=${language}', { method: 'POST', headers: { 'X-XSRFToken': xsrf }, body: JSON.stringify({ path: button.dataset.path }) });
    sessionStorage.setItem('answer', message);
    location.reload();
  } catch (error) { answer.textContent = ${JSON.stringify(texts.failed)} + ' ' + error.message; }
});
api('/api/course/machine?lang=${language}').then(({ html }) => { document.getElementById('machine').innerHTML = html; }, (error) => { document.getElementById('machine').textContent = error.message; });
// Back from a notebook: what was done there shows.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
`;

export const keptSentence = (path: string, language: CourseLanguage): string => textsOf(language).kept(path);
