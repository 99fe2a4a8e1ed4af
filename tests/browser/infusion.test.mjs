// What a nurse does on the pages of a bed's infusion and observations, against a running server.
//
// VIGIL_DASHBOARD_URL   address of a ward page, such as http://127.0.0.1:8080/ward/W1
// VIGIL_INFUSION_BED    a bed of that ward which nobody else uses ("W1/98")
// VIGIL_SCREENSHOTS     folder for screenshots; without it none are taken
//
// The session follows the day case, in real time or made faster, whichever the server has.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startBrowser, until } from './browser.mjs';
import { InfusionBed } from './infusion_bed.mjs';

const axe = await readFile(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const address = new URL(process.env.VIGIL_DASHBOARD_URL);
const place = process.env.VIGIL_INFUSION_BED ?? `${decodeURIComponent(address.pathname.split('/')[2])}/98`;

let browser;
let page;
let bed;

before(async () => {
    bed = new InfusionBed(address.origin, place);
    await bed.start();
    browser = await startBrowser();
    page = await browser.context.newPage();
    await page.setViewportSize({ width: 1280, height: 800 });
});

after(async () => {
    await bed?.stop();
    await browser?.stop();
});

async function open(part, search = '') {
    await page.goto(`${address.origin}/ward/${place.split('/').map(encodeURIComponent).join('/bed/')}/${part}${search}`);
    await page.waitForSelector(part === 'chart' ? '.charting' : '.infusion');
}

const phase = () => page.locator('.infusion').getAttribute('data-infusion');
const phaseIs = (wanted) => until(`the phase ${wanted}`, async () => (await phase()) === wanted);
const item = (name) => page.locator(`[data-chart-item="${name}"]`);
const form = (what) => page.locator(`[data-form="${what}"]`);
const filled = () => page.locator('[data-filled="true"]').count();
/** It is stored when the form is empty again. */
const stored = () => until('an empty form', async () => (await filled()) === 0);
const save = () => page.locator('[data-save]').click();
const charted = async () => (await bed.session()).observations;
const sets = () => page.locator('[data-set]').evaluateAll((all) => all.map((set) => set.dataset.set));

/** By the keyboard alone. */
async function tabTo(selector) {
    for (let i = 0; i < 300; ++i) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
        await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} cannot be reached by Tab`);
}

async function type(selector, text) {
    await tabTo(selector);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
}

/** To one of a group of radio buttons, by arrows. */
async function choose(group, wanted) {
    await tabTo(group);
    await page.keyboard.press('Space');
    for (let i = 0; i < 40; ++i) {
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), wanted)) return;
        await page.keyboard.press('ArrowDown');
    }
    throw new Error(`${wanted} cannot be reached by arrows`);
}

/** What is asked in a section that is closed. */
async function unfold(name) {
    const closed = page.locator('.chart-section-head[aria-expanded="false"]');
    while (!(await item(name).count()) && (await closed.count())) await closed.first().click();
    await until(`the item ${name}`, () => item(name).count());
}

async function sayWho(name = 'nurse-1') {
    await page.locator('.who input').fill(name);
}

test('a session begins by the keyboard alone, and not before somebody says who begins it', async () => {
    const protocol = await bed.protocol();
    await open('infusion');
    await page.waitForSelector('[data-protocol]');
    await accessible('the start');
    await choose('[name="protocol"]', `[data-protocol="${protocol}"] input`);
    await type('[name="weight"]', '71.5');
    await page.keyboard.press('Enter');
    await until('that a name is asked for', () => page.locator('.who input:focus').count());
    assert.deepEqual(await bed.session(), {});
    await page.keyboard.type('nurse-1');
    await tabTo('[data-form="infusion_start"] [type="submit"]');
    await page.keyboard.press('Enter');
    await phaseIs('screening');
    assert.equal((await bed.session()).began.by, 'nurse-1');
});

test('an answer that does not pass goes on only as the server lets it', async () => {
    const question = page.locator('[data-question="glaucoma"]');
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
    const question = page.locator('[data-question="intracranial_pressure"]');
    await question.locator('[data-answer="yes"]').click();
    await question.locator('[data-override-open]').click();
    await question.locator('[name="reason"]').fill('we try');
    await question.locator('[type="submit"]').click();
    await question.locator('[data-passes="never"]').waitFor();
    assert.equal(await question.locator('[data-override]').count(), 0);
    await question.locator('[data-answer="no"]').click();
    await until('the answer', async () => (await question.getAttribute('data-state')) === 'passed');
    await accessible('the screening');
    await bed.answerTheRest();
    await phaseIs('baseline');
    await accessible('the baseline');
});

test('the baseline says what is missing, and a set is charted by the keyboard alone', async () => {
    for (const name of ['pain', 'sedation', 'mood_change'])
        assert.equal(await page.locator(`[data-baseline="${name}"]`).getAttribute('data-known'), 'nowhere');
    assert.equal(await page.locator('[data-baseline="pulse"]').getAttribute('data-known'), 'monitor');
    await open('chart');
    await page.waitForSelector('[data-section="baseline"] [data-chart-item="pain"]');
    await type('.who input', 'nurse-1');
    await choose('[name="item-sedation"]', '[name="item-sedation"][value="1"]');
    await choose('[name="item-pain"]', '[name="item-pain"][value="6"]');
    await choose('[name="item-mood_change"]', '[name="item-mood_change"][value="0"]');
    await tabTo('[data-save]');
    await page.keyboard.press('Enter');
    await until('the set', async () => (await sets()).length === 1);
    const [set] = await charted();
    assert.deepEqual(set.values.map((v) => [v.item, v.number, v.from_device]).sort(), [['mood_change', 0, false], ['pain', 6, false], ['poss', 1, false]]);
    await stored();
});

test("a monitor's value is entered only by a tap, and stays marked as the monitor's until it is changed", async () => {
    const offer = item('pulse').locator('[data-offer]');
    await offer.waitFor();
    assert.equal(await item('pulse').locator('input').inputValue(), '');
    assert.match(await offer.innerText(), /\d+ from the monitor, \d+ s ago/);
    await offer.click();
    assert.equal(await item('pulse').locator('[data-from-device]').count(), 1);
    await item('pulse').locator('[data-step="1"]').click();
    assert.equal(await item('pulse').locator('[data-from-device]').count(), 0);
    await item('pulse').locator('input').fill('');
    await item('spo2').locator('[data-offer]').click();
    await save();
    await stored();
    assert.ok((await charted()).at(-1).values.some((v) => v.item === 'spo2' && v.from_device));
});

test('two presses and a lost answer store a set once', async () => {
    await stored();
    const before = (await charted()).length;
    let lost = 0;
    await page.route('**/observations', async (route) => {
        if (lost++ > 0) return route.continue();
        await route.fetch();
        await route.abort();
    });
    await page.locator('[name="item-pain"][value="5"] + .option-face').click();
    await page.locator('[data-save]').dblclick();
    await page.locator('.save[data-order="unanswered"]').waitFor();
    await page.reload();
    await page.locator('[name="item-pain"][value="5"]:checked').waitFor({ state: 'attached' });
    await page.locator('[data-save]').dblclick();
    await stored();
    await page.unroute('**/observations');
    assert.ok(lost >= 2);
    assert.equal((await charted()).length, before + 1);
});

test('a draft survives a reload and is not shown at another bed', async () => {
    await page.locator('[name="item-pain"][value="3"] + .option-face').click();
    await page.reload();
    await page.locator('[name="item-pain"][value="3"]:checked').waitFor({ state: 'attached' });
    const other = await bed.neighbour();
    await page.goto(`${address.origin}/ward/${other.split('/').join('/bed/')}/chart`);
    await page.waitForSelector('.charting');
    await unfold('pain');
    assert.equal(await page.locator('[data-filled="true"]').count(), 0);
    await open('chart');
    await page.locator('[data-filled="true"]').waitFor();
    await page.locator('.save .press:not(.press-main)').click();
    assert.equal(await page.locator('[data-filled="true"]').count(), 0);
});

test('a late entry keeps both times and stands where it was observed', async () => {
    await unfold('nausea');
    await page.locator('[name="item-nausea"][value="1"] + .option-face').click();
    await page.locator('.late .pill', { hasText: '30' }).click();
    await save();
    await stored();
    assert.equal(await page.locator('[data-late="true"][data-set]').count(), 1);
    const late = (await charted()).at(-1);
    assert.ok(Date.parse(late.entered_at) - Date.parse(late.at) >= 29 * 60_000);
    assert.equal((await sets()).at(-1), late.id, 'last of those that stand by when they were observed');
    assert.equal(await page.locator('[data-at="now"]').getAttribute('aria-pressed'), 'true', 'the next one is of now');
});

test('what is impossible is refused at its field, and what is unlikely is asked about', async () => {
    const before = (await charted()).length;
    await unfold('temperature');
    await item('temperature').locator('input').fill('60');
    await save();
    await until('the sentence', async () => /cannot be/.test(await item('temperature').innerText()));
    assert.equal(await page.locator('[data-confirm]').count(), 0);
    await item('temperature').locator('input').fill('32,5');
    await save();
    await page.locator('[data-confirm]').waitFor();
    assert.match(await item('temperature').innerText(), /unlikely/);
    await accessible('observations that are asked about');
    assert.equal((await charted()).length, before);
    await page.locator('[data-confirm]').click();
    await stored();
    assert.equal((await charted()).length, before + 1);
    assert.equal((await charted()).at(-1).values[0].number, 32.5);
});

test('what is entered while a set is on its way stays', async () => {
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await page.route('**/observations', async (route) => {
        await held;
        await route.continue();
    });
    await page.locator('[name="item-pain"][value="2"] + .option-face').click();
    await save();
    await page.locator('[name="item-mood_change"][value="1"] + .option-face').click();
    go();
    await until('the first set', async () => (await item('pain').getAttribute('data-filled')) === 'false');
    await page.unroute('**/observations');
    assert.deepEqual((await charted()).at(-1).values.map((v) => v.item), ['pain']);
    assert.equal(await page.locator('[name="item-mood_change"][value="1"]').isChecked(), true);
    await save();
    await stored();
});

test('a number that could be two numbers is not sent', async () => {
    await stored();
    const before = (await charted()).length;
    await item('pulse').locator('input').fill('1,000');
    await save();
    assert.match(await item('pulse').innerText(), /no clear number/);
    assert.equal((await charted()).length, before);
    await item('pulse').locator('input').fill('');
});

test('a correction shows the old value struck out beside the new one', async () => {
    const old = (await charted()).find((set) => set.values.some((v) => v.item === 'pain' && v.number === 5));
    await page.locator(`[data-correct="${old.id}"]`).click();
    await page.locator(`[data-correcting="${old.id}"]`).waitFor();
    await page.locator('[name="item-pain"][value="4"] + .option-face').click();
    await save();
    await stored();
    const struck = page.locator(`[data-set="${old.id}"][data-corrected="true"] [data-value-of="pain"] del`);
    await struck.waitFor();
    assert.match(await struck.innerText(), /5/);
    const replaced = (await charted()).find((set) => set.id === old.id);
    const right = page.locator(`[data-set="${replaced.corrected_by}"] [data-value-of="pain"]`);
    assert.match(await right.innerText(), /4/);
    assert.equal(await right.locator('del').count(), 0);
    assert.equal(await page.locator(`[data-correct="${old.id}"]`).count(), 0);
});

async function fillRate(amount, unit = 'mg/h') {
    await until('that the form before is closed', async () => (await form('infusion_rate').count()) === 0);
    await page.locator('[data-order-button="rate"]').click();
    await form('infusion_rate').locator('[name="amount"]').fill(amount);
    await form('infusion_rate').locator(`[name="unit"][value="${unit}"] + .option-face`).click();
    await form('infusion_rate').locator('[name="prescriber"]').fill('doctor-1');
}

test('the first rate is ordered in the unit of the prescription, and shows what it comes to', async () => {
    await bed.chartBaseline();
    await open('infusion');
    await sayWho();
    await fillRate('0.1', 'mg/kg/h');
    assert.match(await form('infusion_rate').innerText(), /7\.15 mg\/h/);
    await form('infusion_rate').locator('[type="submit"]').click();
    await phaseIs('infusing');
    const shown = await page.locator('.rate-ordered').innerText();
    assert.match(shown, /0\.1 mg\/kg\/h/);
    assert.match(shown, /= 7\.15 mg\/h/);
});

test('a step beyond the ceiling is blocked with the sentence of the server, and passes only with two prescribers', async () => {
    await fillRate('90');
    await form('infusion_rate').locator('[type="submit"]').click();
    const refused = form('infusion_rate').locator('[data-order="refused"]');
    await refused.waitFor();
    assert.match(await refused.innerText(), /is more than 1 mg\/kg\/h/);
    assert.equal((await bed.session()).steps.length, 1);
    assert.equal(await page.locator('.rate-ordered').getAttribute('data-rate'), '7.15', 'nothing is shown that the server did not say');
    await screenshot('refused');
    await accessible('a refused rate');
    const second = form('infusion_rate').locator('[name="second_prescriber"]');
    await form('infusion_rate').locator('.press-override').click();
    assert.match(await form('infusion_rate').locator('.order-stopped').innerText(), /reason/);
    await form('infusion_rate').locator('[name="reason"]').fill('pain is not relieved, discussed by both');
    await second.fill('doctor-1');
    await form('infusion_rate').locator('.press-override').click();
    await until('that one person is not two', async () => /another person/.test(await form('infusion_rate').innerText()));
    await form('infusion_rate').locator('[name="second_prescriber"]').fill('doctor-2');
    await form('infusion_rate').locator('.press-override').click();
    await until('the step', async () => (await page.locator('.rate-ordered').getAttribute('data-rate')) === '90');
    assert.match(await page.locator('[data-moment="rate"]').first().innerText(), /doctor-2.*above ceiling.*discussed by both/s);
});

test('what is changed after a refusal is another order, and its way on is asked anew', async () => {
    await fillRate('200');
    await form('infusion_rate').locator('[type="submit"]').click();
    await form('infusion_rate').locator('[data-override]').waitFor();
    await form('infusion_rate').locator('[name="amount"]').fill('210');
    assert.equal(await form('infusion_rate').locator('[data-override]').count(), 0);
    await page.keyboard.press('Escape');
    assert.equal(await form('infusion_rate').count(), 0);
});

test('the rate of the pump stands apart from the one that was ordered', async () => {
    bed.pumpMgPerHour = 88;
    await page.locator('.rate-pump[data-pump="heard"]').waitFor();
    assert.match(await page.locator('[data-pump-value="pump_dose_rate"]').innerText(), /88 mg\/h/);
    assert.match(await page.locator('.rate-now').innerText(), /90 mg\/h/);
});

test('the next check counts down and names what is missing', async () => {
    const first = page.locator('[data-check][data-first="true"]');
    const left = () => first.locator('.check-left').innerText();
    const shown = await left();
    await until('another second', async () => (await left()) !== shown);
    assert.match(await first.innerText(), /Missing|at \d/);
});

test('a bolus, a pause and the way on stand in the course as the server has them', async () => {
    await page.locator('[data-order-button="bolus"]').click();
    await form('infusion_bolus').locator('[name="mg"]').fill('5');
    await form('infusion_bolus').locator('[name="prescriber"]').fill('doctor-1');
    await form('infusion_bolus').locator('[type="submit"]').click();
    await passOrWait(form('infusion_bolus'), '[data-moment="bolus"]');
    await until('that the form is closed', async () => (await form('infusion_bolus').count()) === 0);
    await page.locator('[data-order-button="pause"]').click();
    await form('infusion_pause').locator('[type="submit"]').click();
    await phaseIs('paused');
    assert.match(await page.locator('.rate-now').innerText(), /PAUSED/);
    await page.locator('[data-order-button="resume"]').click();
    await form('infusion_resume').locator('[type="submit"]').click();
    await passOrWait(form('infusion_resume'), '[data-moment="resume"]');
    await phaseIs('infusing');
});

/** Where checks are due within seconds they may stand against it: then it is ordered all the same. */
async function passOrWait(of, done) {
    await until(done, async () => {
        if (await page.locator(done).count()) return true;
        if (!(await of.locator('[data-override]').count())) return false;
        await of.locator('[name="reason"]').fill('seen at the bed');
        if (await of.locator('[name="second_prescriber"]').count()) await of.locator('[name="second_prescriber"]').fill('doctor-2');
        await of.locator('.press-override').click();
        return false;
    });
}

test('screenshots of the running infusion in every size and theme', { skip: !process.env.VIGIL_SCREENSHOTS }, async () => {
    await screenshots('infusing');
    await open('chart');
    await page.waitForSelector('[data-chart-item]');
    await screenshots('chart');
    await open('infusion');
});

test('nothing overflows in a language that is 40 % longer', async () => {
    for (const [width, height] of [[390, 844], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        for (const part of ['chart', 'infusion']) {
            await open(part, '?lang=pseudo');
            await page.waitForSelector(part === 'chart' ? '[data-chart-item]' : '.rate-ordered');
            const wide = await page.locator(':is(.charting, .infusion) *').evaluateAll((all) =>
                all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.outerHTML.slice(0, 90)));
            assert.deepEqual(wide, [], `${part} at ${width}`);
        }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await open('infusion');
});

test('everything that is pressed is at least 44 pixels high', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const part of ['chart', 'infusion']) {
        await open(part);
        await page.waitForSelector(part === 'chart' ? '[data-chart-item]' : '[data-order-button]');
        const small = await page
            .locator(':is(.charting, .infusion) :is(button, a, input:not([type="radio"]), textarea, .option-face)')
            .evaluateAll((all) => all.filter((each) => each.checkVisibility() && each.offsetHeight < 44).map((each) => each.outerHTML.slice(0, 90)));
        assert.deepEqual(small, [], part);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
});

test('an early stop needs a reason', async () => {
    await open('infusion');
    await page.locator('[data-order-button="early"]').click();
    await form('infusion_stop').locator('[type="submit"]').click();
    assert.match(await form('infusion_stop').locator('.order-stopped').innerText(), /reason/);
    await form('infusion_stop').locator('[name="reason"]').fill('vivid dreams');
    await form('infusion_stop').locator('[type="submit"]').click();
    await phaseIs('recovery');
    assert.match(await page.locator('.session-head').innerText(), /vivid dreams/);
});

test('the discharge is blocked, and each item says why', async () => {
    const pump = page.locator('[data-item="pump_off"]');
    assert.equal(await pump.getAttribute('data-state'), 'blocked');
    assert.match(await pump.innerText(), /the pump is attached/);
    const open = page.locator('[data-item]:is([data-state="missing"], [data-state="blocked"])');
    const without = await open.evaluateAll((all) => all.filter((each) => !each.querySelector('.checked-why')).length);
    assert.equal(without, 0);
    await form('infusion_discharge').locator('[type="submit"]').click();
    await form('infusion_discharge').locator('[data-order="refused"]').waitFor();
    assert.equal(await form('infusion_discharge').locator('[data-override]').count(), 0, 'nothing lets an attached pump pass');
    assert.equal((await bed.session()).discharged, null);
    await accessible('a refused discharge');
    await screenshots('recovery');
});

test('what is charted for the discharge is asked first, and its item is done', async () => {
    await open('chart');
    await page.locator('[data-section="leaving"] [data-chart-item="passed_urine"]').waitFor();
    await page.locator('[name="item-passed_urine"][value="yes"] + .option-face').click();
    await save();
    await stored();
    await open('infusion');
    await until('the item', async () => (await page.locator('[data-item="passed_urine"]').getAttribute('data-state')) === 'done');
});

test('without pump and with the after-care read, the discharge is signed with what is overridden and why', async () => {
    bed.pumpMgPerHour = null;
    await page.locator('[data-order-button="pump_removed"]').click();
    await form('infusion_pump_removed').locator('[type="submit"]').click();
    await until('the item', async () => (await page.locator('[data-item="pump_off"]').getAttribute('data-state')) === 'done');
    await form('infusion_after_care').locator('[type="submit"]').click();
    await until('the item', async () => (await page.locator('[data-item="after_care"]').getAttribute('data-state')) === 'done');
    await form('infusion_discharge').locator('[type="submit"]').click();
    await form('infusion_discharge').locator('[data-override="second_prescriber"]').waitFor();
    await form('infusion_discharge').locator('[name="reason"]').fill('seen by the consultant');
    await form('infusion_discharge').locator('[name="second_prescriber"]').fill('doctor-2');
    await form('infusion_discharge').locator('.press-override').click();
    await phaseIs('discharged');
    const told = await bed.session();
    assert.ok(told.discharge_overridden.includes('escort') && !told.discharge_overridden.includes('passed_urine'));
    assert.deepEqual([told.discharged.by, told.discharged.reason, told.discharge_second_prescriber], ['nurse-1', 'seen by the consultant', 'doctor-2']);
    for (const kind of ['html', 'json', 'fhir']) {
        const link = await page.locator(`[data-report="${kind}"]`).getAttribute('href');
        assert.equal((await fetch(new URL(link, address))).status, 200, kind);
    }
    await accessible('a session that is over');
    await screenshots('discharged');
});

/** In both themes. */
async function accessible(what) {
    for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
            globalThis.axe.run({ include: [[':is(.infusion, .charting)']] }, { resultTypes: ['violations'] }));
        const told = violations.map((v) => `${v.id}: ${v.nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join(' | ')}`);
        assert.deepEqual(told, [], `${what}, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
}

async function screenshot(name) {
    const folder = process.env.VIGIL_SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/infusion-${name}.png` });
}

async function screenshots(name) {
    if (!process.env.VIGIL_SCREENSHOTS) return;
    for (const [width, height] of [[1920, 1080], [1280, 800], [390, 844]])
        for (const colorScheme of ['dark', 'light']) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height });
            await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
            await screenshot(`${name}-${width}x${height}-${colorScheme}`);
        }
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 1280, height: 800 });
}

test('nothing went wrong in the page but what was refused, and the answer that was lost', () => {
    const expected = /status of 4(09|22)|ERR_FAILED/;
    assert.deepEqual(browser.faults.filter((fault) => !expected.test(fault)), []);
});
