// What a nurse does on the page of a bed's infusion, against a running server (see infusion-page.mjs): from the start to
// the discharge. The session follows the day case, in real time or made faster, whichever the server has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from './browser.mjs';
import { address, startInfusionPage } from './infusion-page.mjs';

let at;

before(async () => {
    at = await startInfusionPage('98');
});

after(() => at?.stop());

test('a session begins by the keyboard alone, and not before somebody says who begins it', async () => {
    const protocol = await at.bed.protocol();
    await at.open('infusion');
    await at.page.waitForSelector('[data-protocol]');
    await at.accessible('the start');
    await at.choose('[name="protocol"]', `[data-protocol="${protocol}"] input`);
    await at.type('[name="weight"]', '71.5');
    await at.page.keyboard.press('Enter');
    await until('that a name is asked for', () => at.page.locator('.who input:focus').count());
    assert.deepEqual(await at.bed.session(), {});
    await at.page.keyboard.type('nurse-1');
    await at.tabTo('[data-form="infusion_start"] [type="submit"]');
    await at.page.keyboard.press('Enter');
    await at.phaseIs('screening');
    assert.equal((await at.bed.session()).began.by, 'nurse-1');
});

test('an answer that does not pass goes on only as the server lets it', async () => {
    const question = at.page.locator('[data-question="glaucoma"]');
    await question.locator('[data-answer="yes"]').click();
    await until('the answer', async () => (await question.getAttribute('data-state')) === 'against');
    await question.locator('[data-override-open]').click();
    await question.locator('[name="reason"]').fill('the eye clinic agrees');
    await question.locator('[type="submit"]').click();
    await question.locator('[data-override="second_prescriber"]').waitFor();
    await question.locator('[name="second_prescriber"]').fill('doctor-2');
    await question.locator('.press-override').click();
    await until('the override', async () => (await question.getAttribute('data-state')) === 'overridden');
    assert.match(await question.innerText(), /doctor-2.*the eye clinic agrees/s);
});

test('what nobody may override says so and offers no way on', async () => {
    const question = at.page.locator('[data-question="intracranial_pressure"]');
    await question.locator('[data-answer="yes"]').click();
    await question.locator('[data-override-open]').click();
    await question.locator('[name="reason"]').fill('we try');
    await question.locator('[type="submit"]').click();
    await question.locator('[data-passes="never"]').waitFor();
    assert.equal(await question.locator('[data-override]').count(), 0);
    await question.locator('[data-answer="no"]').click();
    await until('the answer', async () => (await question.getAttribute('data-state')) === 'passed');
    await at.accessible('the screening');
    await at.bed.answerTheRest();
    await at.phaseIs('baseline');
    await at.accessible('the baseline');
});

test('the baseline says what is known from where, and what is missing', async () => {
    for (const name of ['pain', 'sedation', 'mood_change'])
        assert.equal(await at.page.locator(`[data-baseline="${name}"]`).getAttribute('data-known'), 'nowhere');
    assert.equal(await at.page.locator('[data-baseline="pulse"]').getAttribute('data-known'), 'monitor');
    await at.bed.chartBaseline();
    await until('that it is known', async () => (await at.page.locator('[data-baseline="pain"]').getAttribute('data-known')) === 'charted');
});

async function fillRate(amount, unit = 'mg/h') {
    await until('that the form before is closed', async () => (await at.form('infusion_rate').count()) === 0);
    await at.page.locator('[data-order-button="rate"]').click();
    await at.form('infusion_rate').locator('[name="amount"]').fill(amount);
    await at.form('infusion_rate').locator(`[name="unit"][value="${unit}"] + .option-face`).click();
    await at.form('infusion_rate').locator('[name="prescriber"]').fill('doctor-1');
}

test('the first rate is ordered in the unit of the prescription, and shows what it comes to', async () => {
    await at.bed.chartBaseline();
    await at.open('infusion');
    await at.sayWho();
    await fillRate('0.1', 'mg/kg/h');
    assert.match(await at.form('infusion_rate').innerText(), /7\.15 mg\/h/);
    await at.form('infusion_rate').locator('[type="submit"]').click();
    await at.phaseIs('infusing');
    const shown = await at.page.locator('.rate-ordered').innerText();
    assert.match(shown, /0\.1 mg\/kg\/h/);
    assert.match(shown, /= 7\.15 mg\/h/);
});

test('a step beyond the ceiling is blocked with the sentence of the server, and passes only with two prescribers', async () => {
    await fillRate('90');
    await at.form('infusion_rate').locator('[type="submit"]').click();
    const refused = at.form('infusion_rate').locator('[data-order="refused"]');
    await refused.waitFor();
    assert.match(await refused.innerText(), /is more than 1 mg\/kg\/h/);
    assert.equal((await at.bed.session()).steps.length, 1);
    assert.equal(await at.page.locator('.rate-ordered').getAttribute('data-rate'), '7.15', 'nothing is shown that the server did not say');
    await at.screenshots('refused');
    await at.accessible('a refused rate');
    const second = at.form('infusion_rate').locator('[name="second_prescriber"]');
    await at.form('infusion_rate').locator('.press-override').click();
    assert.match(await at.form('infusion_rate').locator('.order-stopped').innerText(), /reason/);
    await at.form('infusion_rate').locator('[name="reason"]').fill('pain is not relieved, discussed by both');
    await second.fill('doctor-1');
    await at.form('infusion_rate').locator('.press-override').click();
    await until('that one person is not two', async () => /another person/.test(await at.form('infusion_rate').innerText()));
    await at.form('infusion_rate').locator('[name="second_prescriber"]').fill('doctor-2');
    await at.form('infusion_rate').locator('.press-override').click();
    await until('the step', async () => (await at.page.locator('.rate-ordered').getAttribute('data-rate')) === '90');
    assert.match(await at.page.locator('[data-moment="rate"]').first().innerText(), /doctor-2.*above ceiling.*discussed by both/s);
});

test('what is changed after a refusal is another order, and its way on is asked anew', async () => {
    await fillRate('200');
    await at.form('infusion_rate').locator('[type="submit"]').click();
    await at.form('infusion_rate').locator('[data-override]').waitFor();
    await at.form('infusion_rate').locator('[name="amount"]').fill('210');
    assert.equal(await at.form('infusion_rate').locator('[data-override]').count(), 0);
    await at.page.keyboard.press('Escape');
    assert.equal(await at.form('infusion_rate').count(), 0);
});

test('the rate of the pump stands apart from the one that was ordered', async () => {
    at.bed.pumpMgPerHour = 88;
    await at.page.locator('.rate-pump[data-pump="heard"]').waitFor();
    assert.match(await at.page.locator('[data-pump-value="pump_dose_rate"]').innerText(), /88 mg\/h/);
    assert.match(await at.page.locator('.rate-now').innerText(), /90 mg\/h/);
});

test('the next check counts down and names what is missing', async () => {
    const first = at.page.locator('[data-check][data-first="true"]');
    const left = () => first.locator('.check-left').innerText();
    const shown = await left();
    await until('another second', async () => (await left()) !== shown);
    assert.match(await first.innerText(), /Missing|at \d/);
});

test('a bolus, a pause and the way on stand in the course as the server has them', async () => {
    await at.page.locator('[data-order-button="bolus"]').click();
    await at.form('infusion_bolus').locator('[name="mg"]').fill('5');
    await at.form('infusion_bolus').locator('[name="prescriber"]').fill('doctor-1');
    await at.form('infusion_bolus').locator('[type="submit"]').click();
    await passOrWait(at.form('infusion_bolus'), '[data-moment="bolus"]');
    await until('that the form is closed', async () => (await at.form('infusion_bolus').count()) === 0);
    await at.page.locator('[data-order-button="pause"]').click();
    await at.form('infusion_pause').locator('[type="submit"]').click();
    await at.phaseIs('paused');
    assert.match(await at.page.locator('.rate-now').innerText(), /PAUSED/);
    await at.page.locator('[data-order-button="resume"]').click();
    await at.form('infusion_resume').locator('[type="submit"]').click();
    await passOrWait(at.form('infusion_resume'), '[data-moment="resume"]');
    await at.phaseIs('infusing');
});

/** Where checks are due within seconds they may stand against it: then it is ordered all the same. */
async function passOrWait(of, done) {
    await until(done, async () => {
        if (await at.page.locator(done).count()) return true;
        if (!(await of.locator('[data-override]').count())) return false;
        await of.locator('[name="reason"]').fill('seen at the bed');
        if (await of.locator('[name="second_prescriber"]').count()) await of.locator('[name="second_prescriber"]').fill('doctor-2');
        await of.locator('.press-override').click();
        return false;
    });
}

test('the running infusion fits every screen', async () => {
    await at.screenshots('infusing');
    await at.fits('infusion');
});

test('an early stop needs a reason', async () => {
    await at.open('infusion');
    await at.page.locator('[data-order-button="early"]').click();
    await at.form('infusion_stop').locator('[type="submit"]').click();
    assert.match(await at.form('infusion_stop').locator('.order-stopped').innerText(), /reason/);
    await at.form('infusion_stop').locator('[name="reason"]').fill('vivid dreams');
    await at.form('infusion_stop').locator('[type="submit"]').click();
    await at.phaseIs('recovery');
    assert.match(await at.page.locator('.session-head').innerText(), /vivid dreams/);
});

test('the discharge is blocked, and each item says why', async () => {
    const pump = at.page.locator('[data-item="pump_off"]');
    assert.equal(await pump.getAttribute('data-state'), 'blocked');
    assert.match(await pump.innerText(), /the pump is attached/);
    const open = at.page.locator('[data-item]:is([data-state="missing"], [data-state="blocked"])');
    const without = await open.evaluateAll((all) => all.filter((each) => !each.querySelector('.checked-why')).length);
    assert.equal(without, 0);
    await at.form('infusion_discharge').locator('[type="submit"]').click();
    await at.form('infusion_discharge').locator('[data-order="refused"]').waitFor();
    assert.equal(await at.form('infusion_discharge').locator('[data-override]').count(), 0, 'nothing lets an attached pump pass');
    assert.equal((await at.bed.session()).discharged, null);
    await at.accessible('a refused discharge');
    await at.screenshots('recovery');
});

test('what is charted for the discharge is asked first, and its item is done', async () => {
    await at.open('chart');
    await at.page.locator('[data-section="leaving"] [data-chart-item="passed_urine"]').waitFor();
    await at.tap('passed_urine', 'yes');
    await at.save();
    await at.stored();
    await at.open('infusion');
    await until('the item', async () => (await at.page.locator('[data-item="passed_urine"]').getAttribute('data-state')) === 'done');
});

test('without pump and with the after-care read, the discharge is signed with what is overridden and why', async () => {
    at.bed.pumpMgPerHour = null;
    await at.page.locator('[data-order-button="pump_removed"]').click();
    await at.form('infusion_pump_removed').locator('[type="submit"]').click();
    await until('the item', async () => (await at.page.locator('[data-item="pump_off"]').getAttribute('data-state')) === 'done');
    await at.form('infusion_after_care').locator('[type="submit"]').click();
    await until('the item', async () => (await at.page.locator('[data-item="after_care"]').getAttribute('data-state')) === 'done');
    await at.form('infusion_discharge').locator('[type="submit"]').click();
    await at.form('infusion_discharge').locator('[data-override="second_prescriber"]').waitFor();
    await at.form('infusion_discharge').locator('[name="reason"]').fill('seen by the consultant');
    await at.form('infusion_discharge').locator('[name="second_prescriber"]').fill('doctor-2');
    await at.form('infusion_discharge').locator('.press-override').click();
    await at.phaseIs('discharged');
    const told = await at.bed.session();
    assert.ok(told.discharge_overridden.includes('escort') && !told.discharge_overridden.includes('passed_urine'));
    assert.deepEqual([told.discharged.by, told.discharged.reason, told.discharge_second_prescriber], ['nurse-1', 'seen by the consultant', 'doctor-2']);
    for (const kind of ['html', 'json', 'fhir']) {
        const link = await at.page.locator(`[data-report="${kind}"]`).getAttribute('href');
        assert.equal((await fetch(new URL(link, address))).status, 200, kind);
    }
    await at.accessible('a session that is over');
    await at.screenshots('discharged');
});

test('nothing went wrong in the page', () => {
    assert.deepEqual(at.faults(), []);
});
