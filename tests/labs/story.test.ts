/** The story of the forger and the expert: its numbers against the theory, its words against its numbers, and its page in Chromium. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { forgerStory } from '../../labs/helpers/forger-story.js';
import { densityFrom, normal } from '../../labs/helpers/minimax/density.js';
import { realCheques, scoreOf, shownMade, shownReal, Story, storyGrid, type Player } from '../../labs/helpers/story/story.js';
import { isOver, storyWords, tell } from '../../labs/helpers/story/words.js';
import { noBrowser, openBrowser } from '../notebook-app/support/browser.js';

const played = (moves: Player[], seed = 3): Story => {
  const story = new Story(seed);
  for (const move of moves) story.play(move);
  return story;
};
const inTurns = (count: number): Player[] => Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'expert' : 'forger'));

describe('the story of the forger and the expert', () => {
  it('begins with an expert who knows nothing: ½ for all, losses 2 ln 2 and ln 2', () => {
    const { now } = new Story(3);
    expect([...now.discriminator].every((d) => d === 0.5)).to.equal(true);
    expect(now.expertLoss).to.be.closeTo(2 * Math.LN2, 1e-6);
    expect(now.forgerLoss).to.be.closeTo(Math.LN2, 1e-6);
    expect(now.realScore).to.be.closeTo(0.5, 1e-6);
    // Two hills of nearly the same width, from −2 to 1.5.
    expect(now.distance).to.be.closeTo(3.5, 0.05);
  });

  it('changes D alone in a move of D: the real scores rise as well as the forged ones fall', () => {
    const story = played(['expert']), before = story.before!, { now } = story;
    expect(now.points).to.deep.equal(before.points);
    expect(now.generated).to.deep.equal(before.generated);
    expect(now.realScore).to.be.above(before.realScore + 0.2);
    expect(now.madeScore).to.be.below(before.madeScore - 0.2);
    expect(now.expertLoss).to.be.below(before.expertLoss);
  });

  it('changes G alone in a move of G, toward p_data', () => {
    const story = played(['expert', 'forger']), before = story.before!, { now } = story;
    expect(now.discriminator).to.deep.equal(before.discriminator);
    expect(now.realScore).to.equal(before.realScore);
    expect(now.madeScore).to.be.above(before.madeScore);
    expect(now.forgerLoss).to.be.below(before.forgerLoss);
    expect(now.distance).to.be.below(before.distance);
  });

  it('never lets D lose less than the best D could: 2 ln 2 − 2 JSD, by sums over the grid', () => {
    const story = new Story(3);
    for (const move of inTurns(12)) {
      story.play(move);
      const p = realCheques.values, q = story.now.generated;
      let best = 0;
      for (let i = 0; i < storyGrid.count; i++) best -= ((p[i]! > 0 ? p[i]! * Math.log(p[i]! / (p[i]! + q[i]!)) : 0) + (q[i]! > 0 ? q[i]! * Math.log(q[i]! / (p[i]! + q[i]!)) : 0)) * 0.05;
      expect(story.now.expertLoss).to.be.above(best - 1e-9);
    }
  });

  it('ends with a forger whose cheques an expert can hardly tell from real ones', () => {
    const story = played(inTurns(40));
    expect(isOver(story.now)).to.equal(true);
    expect(isOver(played(inTurns(4)).now)).to.equal(false);
    expect(story.now.distance).to.be.below(0.4);
  });

  it('goes back and plays on as it would have', () => {
    const story = played(inTurns(5)), wanted = played(['expert', 'forger', 'expert', 'expert']).now;
    story.back();
    story.back();
    expect(story.now).to.deep.equal(played(inTurns(3)).now);
    story.play('expert');
    expect(story.now).to.deep.equal(wanted);
    for (let i = 0; i < 9; i++) story.back();
    expect([story.moves, story.before]).to.deep.equal([0, undefined]);
  });

  it('shows cheques that lie where the model has them, with the expert’s score', () => {
    const { now } = played(['expert']);
    // Quantiles of the normal distribution at 10 % and 90 %.
    expect(shownReal[0]).to.be.closeTo(1.5 - 1.2816 * 0.7, 0.01);
    expect(shownReal[4]).to.be.closeTo(1.5 + 1.2816 * 0.7, 0.01);
    for (const x of shownMade(now)) expect([...now.points]).to.include(x);
    expect(scoreOf(now, storyGrid.from)).to.equal(now.discriminator[0]);
    expect(scoreOf(now, storyGrid.to)).to.equal(now.discriminator[200]);
    expect(realCheques.values).to.deep.equal(densityFrom(normal(1.5, 0.7), storyGrid).values);
  });

  it('tells what its numbers say, in both languages', () => {
    const story = new Story(3), english = storyWords('en'), chinese = storyWords('zh-TW');
    expect(tell(english, 0, undefined, story.now)).to.equal(english.start);
    const atOnce = played(['forger']);
    expect(tell(english, 1, atOnce.before, atOnce.now)).to.equal(english.nowhere(1));
    story.play('expert');
    const { before, now } = story;
    const told = tell(english, 1, before, now);
    expect(told).to.include(`Real cheques get ${now.realScore.toFixed(2)} on average (before: 0.50), forged ones ${now.madeScore.toFixed(2)} (before: 0.50)`);
    expect(told).to.include(`fell from 1.386 to ${now.expertLoss.toFixed(3)}`).and.include(`rose from 0.693 to ${now.forgerLoss.toFixed(3)}`);
    expect(tell(chinese, 1, before, now)).to.include(`由 1.386 降到 ${now.expertLoss.toFixed(3)}`);
    story.play('forger');
    expect(tell(english, 2, story.before, story.now)).to.match(/The distance from p_G to p_data fell from .* The expert’s curve is the same, and real cheques still get/);
    // Where the number does not move, none is said to have moved.
    expect(english.change(1.2341, 1.2342)).to.equal('stayed at 1.234');
    expect(tell(english, 40, story.before, played(inTurns(40)).now)).to.include(english.over);
  });

  const bundle = (language: 'en' | 'zh-TW') => (forgerStory({ language }) as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();

  it('stands still where no script runs: a picture of the first move, and sentences', () => {
    const still = bundle('en')['text/html'].split('<script>')[0]!;
    expect(still).to.match(/<svg[^>]*role="img" aria-label="The forger and the expert"/).and.include('Move 1, the expert learns.').and.not.match(/NaN|undefined/);
    expect(bundle('zh-TW')['text/html']).to.include('第 1 步，專家學習。');
    expect(bundle('en')['text/plain']).to.match(/Move 2, the forger learns/);
  });

  describe('in a browser', function () {
    this.timeout(240_000);
    const opened = async (language: 'en' | 'zh-TW', reducedMotion: 'reduce' | 'no-preference', use: (page: Page, complaints: string[]) => Promise<void>) => {
      const browser = await openBrowser();
      try {
        const page = await browser.context.newPage();
        await page.emulateMedia({ reducedMotion });
        await page.setContent(`<!doctype html><meta charset="utf-8">${bundle(language)['text/html']}`);
        await use(page, browser.complaints);
        expect(browser.complaints).to.deep.equal([]);
      } finally {
        await browser.close();
      }
    };
    const sentence = (page: Page) => page.locator('output').innerText();
    const cell = async (page: Page, name: string, column: 0 | 1) => page.getByRole('row', { name: new RegExp(`^${name}`) }).locator('td').nth(column).innerText();
    const words = storyWords('en');

    it('makes the moves of both by button, takes them back, and says the numbers that Node computes', async function () {
      if (noBrowser) this.skip();
      await opened('en', 'reduce', async (page) => {
        const story = new Story(3), button = (name: string) => page.getByRole('button', { name, exact: true });
        expect(await sentence(page)).to.equal(words.start);
        expect(await button(words.buttons.back).isDisabled()).to.equal(true);
        for (const player of ['expert', 'forger', 'expert'] as const) {
          await button(words.buttons[player]).click();
          story.play(player);
          expect(await sentence(page)).to.equal(tell(words, story.moves, story.before, story.now));
          expect(await cell(page, 'loss of D', 0)).to.equal(story.before!.expertLoss.toFixed(3));
          expect(await cell(page, 'loss of D', 1)).to.equal(story.now.expertLoss.toFixed(3));
          expect(await page.locator('svg').textContent()).to.include(scoreOf(story.now, shownMade(story.now)[2]!).toFixed(2));
        }
        await button(words.buttons.back).click();
        story.back();
        expect(await sentence(page)).to.equal(tell(words, story.moves, story.before, story.now));
        await button(words.buttons.again).click();
        expect(await sentence(page)).to.equal(words.start);
      });
    });

    it('obeys keys, plays and pauses', async function () {
      if (noBrowser) this.skip();
      await opened('en', 'reduce', async (page) => {
        await page.getByRole('group', { name: words.title }).last().focus();
        for (const [key, expected] of [['ArrowRight', /^Move 1, the expert/], ['ArrowRight', /^Move 2, the forger/], ['ArrowLeft', /^Move 1, the expert/], ['Home', /^Cheques differ/]] as const) {
          await page.keyboard.press(key);
          expect(await sentence(page)).to.match(expected);
        }
        await page.getByRole('button', { name: 'Play' }).focus();
        await page.keyboard.press('Enter');
        // It is looked for twice a second, and each move stands for 1.4 s: a busy machine may see a later one first.
        await page.getByText(/^Move ([3-9]|\d\d), the (expert|forger) learns/).waitFor({ timeout: 120_000 });
        await page.getByRole('button', { name: 'Pause' }).click();
        const stopped = await sentence(page);
        await page.waitForTimeout(1600);
        expect(await sentence(page)).to.equal(stopped);
      });
    });

    it('shows each update of a move, ends where it says it does, and speaks Chinese', async function () {
      if (noBrowser) this.skip();
      await opened('zh-TW', 'no-preference', async (page) => {
        const zh = storyWords('zh-TW'), story = played(['expert']);
        await page.evaluate(() => {
          const seen = new Set<string>();
          Object.assign(window, { seen });
          new MutationObserver(() => seen.add(document.querySelector('svg')!.outerHTML)).observe(document.querySelector('[tabindex]')!, { childList: true });
        });
        await page.getByRole('button', { name: zh.buttons.expert }).click();
        expect(await sentence(page)).to.equal(tell(zh, 1, story.before, story.now));
        await page.waitForFunction(() => (window as unknown as { seen: Set<string> }).seen.size >= 10);
        const score = scoreOf(story.now, shownReal[0]!).toFixed(2);
        await page.locator('svg', { hasText: score }).waitFor();
      });
    });
  });
});
