// What a nurse charts on the page of a bed's observations, against a running server (see infusion-page.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from './browser.mjs';
import { startInfusionPage } from './infusion-page.mjs';

let at;

before(async () => {
    at = await startInfusionPage('96');
    await at.bed.begin();
    await at.open('chart');
});

after(() => at?.stop());

const charted = async () => (await at.bed.session()).observations;
const sets = () => at.page.locator('[data-set]').evaluateAll((all) => all.map((set) => set.dataset.set));

test('a set is charted by the keyboard alone', async () => {
    await at.page.waitForSelector('[data-section="baseline"] [data-chart-item="pain"]');
    await at.type('.who input', 'nurse-1');
    await at.choose('[name="item-sedation"]', '[name="item-sedation"][value="1"]');
    await at.choose('[name="item-pain"]', '[name="item-pain"][value="6"]');
    await at.choose('[name="item-mood_change"]', '[name="item-mood_change"][value="0"]');
    await at.tabTo('[data-save]');
    await at.page.keyboard.press('Enter');
    await until('the set', async () => (await sets()).length === 1);
    const [set] = await charted();
    assert.deepEqual(set.values.map((v) => [v.item, v.number, v.from_device]).sort(), [['mood_change', 0, false], ['pain', 6, false], ['poss', 1, false]]);
    await at.stored();
});

test("a monitor's value is entered only by a tap, and stays marked as the monitor's until it is changed", async () => {
    const offer = at.item('pulse').locator('[data-offer]');
    await offer.waitFor();
    assert.equal(await at.item('pulse').locator('input').inputValue(), '');
    assert.match(await offer.innerText(), /\d+ from the monitor, \d+ s ago/);
    await offer.click();
    assert.equal(await at.item('pulse').locator('[data-from-device]').count(), 1);
    await at.item('pulse').locator('[data-step="1"]').click();
    assert.equal(await at.item('pulse').locator('[data-from-device]').count(), 0);
    await at.item('pulse').locator('input').fill('');
    await at.item('spo2').locator('[data-offer]').click();
    await at.save();
    await at.stored();
    assert.ok((await charted()).at(-1).values.some((v) => v.item === 'spo2' && v.from_device));
});

test('two presses and a lost answer store a set once', async () => {
    await at.stored();
    const before = (await charted()).length;
    let lost = 0;
    await at.page.route('**/observations', async (route) => {
        if (lost++ > 0) return route.continue();
        await route.fetch();
        await route.abort();
    });
    await at.tap('pain', '5');
    await at.page.locator('[data-save]').dblclick();
    await at.page.locator('.save[data-order="unanswered"]').waitFor();
    await at.page.reload();
    await at.page.locator('[name="item-pain"][value="5"]:checked').waitFor({ state: 'attached' });
    await at.page.locator('[data-save]').dblclick();
    await at.stored();
    await at.page.unroute('**/observations');
    assert.ok(lost >= 2);
    assert.equal((await charted()).length, before + 1);
});

test('a draft survives a reload and is not shown at another bed', async () => {
    await at.tap('pain', '3');
    await at.page.reload();
    await at.page.locator('[name="item-pain"][value="3"]:checked').waitFor({ state: 'attached' });
    const other = await at.bed.neighbour();
    await at.open('chart', { place: other });
    await at.unfold('pain');
    assert.equal(await at.filled(), 0);
    await at.open('chart');
    await at.page.locator('[data-filled="true"]').waitFor();
    await at.page.locator('.save .press:not(.press-main)').click();
    assert.equal(await at.filled(), 0);
});

test('a late entry keeps both times and stands where it was observed', async () => {
    await at.unfold('nausea');
    await at.tap('nausea', '1');
    await at.page.locator('.late .pill', { hasText: '30' }).click();
    await at.save();
    await at.stored();
    assert.equal(await at.page.locator('[data-late="true"][data-set]').count(), 1);
    const late = (await charted()).at(-1);
    assert.ok(Date.parse(late.entered_at) - Date.parse(late.at) >= 29 * 60_000);
    assert.equal((await sets()).at(-1), late.id, 'last of those that stand by when they were observed');
    assert.equal(await at.page.locator('[data-at="now"]').getAttribute('aria-pressed'), 'true', 'the next one is of now');
});

test('a time that is half typed never stands for now', async () => {
    const before = (await charted()).length;
    await at.tap('pain', '1');
    await at.page.locator('[name="observed-time"]').fill('25:0');
    await at.save();
    assert.match(await at.form('observations').innerText(), /no time of day/);
    assert.equal((await charted()).length, before);
    await at.page.locator('[data-at="now"]').click();
    assert.equal(await at.page.locator('[name="observed-time"]').inputValue(), '');
    await at.page.locator('.save .press:not(.press-main)').click();
});

test('what is impossible is refused at its field, and what is unlikely is asked about', async () => {
    const before = (await charted()).length;
    await at.unfold('temperature');
    await at.item('temperature').locator('input').fill('60');
    await at.save();
    await until('the sentence', async () => /cannot be/.test(await at.item('temperature').innerText()));
    assert.equal(await at.page.locator('[data-confirm]').count(), 0);
    await at.item('temperature').locator('input').fill('32,5');
    await at.save();
    await at.page.locator('[data-confirm]').waitFor();
    assert.match(await at.item('temperature').innerText(), /unlikely/);
    await at.accessible('observations that are asked about');
    assert.equal((await charted()).length, before);
    await at.page.locator('[data-confirm]').click();
    await at.stored();
    assert.equal((await charted()).length, before + 1);
    assert.equal((await charted()).at(-1).values[0].number, 32.5);
});

test('what is entered while a set is on its way stays', async () => {
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await at.page.route('**/observations', async (route) => {
        await held;
        await route.continue();
    });
    await at.tap('pain', '2');
    await at.save();
    await at.tap('mood_change', '1');
    go();
    await until('the first set', async () => (await at.item('pain').getAttribute('data-filled')) === 'false');
    await at.page.unroute('**/observations');
    assert.deepEqual((await charted()).at(-1).values.map((v) => v.item), ['pain']);
    assert.equal(await at.page.locator('[name="item-mood_change"][value="1"]').isChecked(), true);
    await at.save();
    await at.stored();
});

test('a number that could be two numbers is not sent', async () => {
    await at.stored();
    const before = (await charted()).length;
    await at.item('pulse').locator('input').fill('1,000');
    await at.save();
    assert.match(await at.item('pulse').innerText(), /no clear number/);
    assert.equal((await charted()).length, before);
    await at.item('pulse').locator('input').fill('');
});

test('a correction shows the old value struck out beside the new one', async () => {
    const old = (await charted()).find((set) => set.values.some((v) => v.item === 'pain' && v.number === 5));
    await at.page.locator(`[data-correct="${old.id}"]`).click();
    await at.page.locator(`[data-correcting="${old.id}"]`).waitFor();
    await at.tap('pain', '4');
    await at.save();
    await at.stored();
    const struck = at.page.locator(`[data-set="${old.id}"][data-corrected="true"] [data-value-of="pain"] del`);
    await struck.waitFor();
    assert.match(await struck.innerText(), /5/);
    const replaced = (await charted()).find((set) => set.id === old.id);
    const right = at.page.locator(`[data-set="${replaced.corrected_by}"] [data-value-of="pain"]`);
    assert.match(await right.innerText(), /4/);
    assert.equal(await right.locator('del').count(), 0);
    assert.equal(await at.page.locator(`[data-correct="${old.id}"]`).count(), 0);
});

test('the form fits every screen', async () => {
    await at.screenshots('chart');
    await at.fits('chart');
});

test('nothing went wrong in the page but the answer that was lost', () => {
    assert.deepEqual(at.faults(), []);
});
