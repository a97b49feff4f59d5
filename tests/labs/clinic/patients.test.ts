/** The patients of Lab 15 have what the lab says, and the doctor finds it; so it does on trainings that it has never seen. */
import { expect } from 'chai';
import { loadDataset, type ImageDataset } from '../../../datasets/index.js';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { examine, loadData } from '../../../bench/clinic/examine.js';
import { unseen } from '../../../bench/clinic/unseen.js';
import { causes } from '../../../labs/helpers/clinic/causes/index.js';
import { diagnose } from '../../../labs/helpers/clinic/diagnose.js';
import { admit, patientNames, type PatientName } from '../../../labs/helpers/clinic/patients.js';

/** Seen within a few rounds, whatever the luck of the training. */
const facts: Partial<Record<PatientName, string>> = {
  Ada: 'healthy', Ben: 'leaked-gradients', Cai: 'frozen-weights', Dora: 'double-sigmoid', Emil: 'saturating-loss', Fay: 'swapped-labels', Gus: 'unscaled-data',
  Hua: 'inference-mode', Ivo: 'mixed-batch', Jun: 'unaveraged-loss', Mia: 'healthy',
};
/** Seen when there was time to fail. */
const tendencies: Partial<Record<PatientName, string>> = { Kim: 'strong-discriminator', Lea: 'mode-collapse', Nils: 'high-learning-rate', Ona: 'leaking-memory' };

describe('the patients of the failure clinic', function () {
  this.timeout(300_000);
  let digits: ImageDataset;
  before(async () => {
    await useBackend('simd');
    digits = await loadDataset('mnist', { limit: 2000, download: false });
  });

  it('are those that the lab shows', () => {
    expect(Object.keys({ ...facts, ...tendencies })).to.have.members(patientNames);
    expect(() => admit('Zoe' as PatientName, digits)).to.throw(RangeError, 'Ada');
  });

  for (const [name, cause] of Object.entries(facts)) {
    it(`${name} has: ${cause}`, async () => {
      const { verdict, findings } = await diagnose({ ...admit(name as PatientName, digits), rounds: 4 });
      expect(verdict, findings.map(({ evidence }) => evidence.en).join(' ')).to.equal(cause);
    });
  }

  for (const [name, cause] of Object.entries({ ...facts, ...tendencies })) {
    it(`${name} has after the 60 rounds of the lab: ${cause} @full`, async () => {
      const { verdict, findings } = await diagnose({ ...admit(name as PatientName, digits), rounds: 60 });
      expect(verdict, findings.map(({ evidence }) => evidence.en).join(' ')).to.equal(cause);
    });
  }
});

describe('the doctor, on trainings that it has never seen', function () {
  this.timeout(600_000);

  it('are thirty broken ones, of all its causes but those that no code makes on purpose, and some healthy ones', () => {
    expect(unseen.filter(({ cause }) => cause !== 'healthy')).to.have.length(30);
    expect(unseen.filter(({ cause }) => cause === 'healthy')).to.have.length.of.at.least(6);
    expect([...new Set(unseen.map(({ cause }) => cause))]).to.have.members(['healthy', ...causes.map(({ id }) => id).filter((id) => id !== 'not-a-number')]);
  });

  // Every third of them; `npm run bench:clinic` tries all.
  it('names the cause of nine in ten, and finds nothing in healthy ones @full', async () => {
    await useBackend('simd');
    const data = await loadData(loadDataset), chosen = unseen.filter((_, i) => i % 3 === 0);
    const outcomes: { expected: string; verdict: string }[] = [];
    for (const each of chosen) outcomes.push({ expected: `${each.cause}: ${each.how}`, verdict: (await examine(each, data)).verdict });
    const wrong = outcomes.filter(({ expected, verdict }) => !expected.startsWith(`${verdict}:`));
    expect(wrong.length, JSON.stringify(wrong)).to.be.at.most(Math.floor(chosen.length / 10));
  });
});
