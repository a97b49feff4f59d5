/** What the checks and the labs' sources have to agree about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePercent } from '../../labs/authoring/percent.js';
import { labs, loadChecks, taskPoints } from '../checks/registry.js';

const root = join(import.meta.dirname, '..', '..', '..');

for (const lab of labs) {
  describe(`The checks of ${lab}`, () => {
    const cells = parsePercent(readFileSync(join(root, 'solutions', `${lab}.ts`), 'utf8'), lab);

    it('are worth what the notebook says, task by task', () => {
      const points = Object.fromEntries(cells.filter(({ check }) => check).map(({ check, points: worth }) => [check, worth]));
      expect(points).to.deep.equal(taskPoints[lab]);
    });

    for (const visibility of ['public', 'hidden'] as const) {
      it(`${visibility}: each has a name of its own in both languages`, async () => {
        const checks = await loadChecks(lab, visibility);
        for (const language of ['en', 'zh-TW'] as const) {
          const names = checks.map(({ task, name }) => `${task}: ${name[language]}`);
          expect(new Set(names).size).to.equal(names.length);
        }
        for (const { name } of checks) expect(name['zh-TW']).to.match(/[\u4e00-\u9fff]/);
      });
    }
  });
}
