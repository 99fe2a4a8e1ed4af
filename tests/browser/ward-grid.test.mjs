// The ward in one look, told by a made-up ward: what every tile shows, and that nothing moves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, until } from './browser.mjs';
import { openFake, resize, screenshot } from './fakepage.mjs';
import { alarm, bed, FakeWard, infusion, value, values } from './fakeward.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(async () => browser?.stop());

const beds = (count, changes = () => ({})) => Array.from({ length: count }, (_, i) => bed(`W1/${i + 1}`, i, changes(i + 1)));
const tile = (page, number) => page.locator(`.tile[data-bed="W1/${number}"]`);
const places = (page) => page.locator('.tile').evaluateAll((all) => all.map((t) => [t.dataset.bed, t.offsetLeft, t.offsetTop]));
const ago = (ms) => new Date(Date.now() - ms).toISOString();

for (const [count, width, height] of [[4, 1920, 1080], [12, 1280, 800], [40, 1920, 1080], [60, 1920, 1080]])
    test(`${count} beds fit ${width} x ${height} without scrolling, and every number is within its tile`, async () => {
        const worst = (i) => ({ infusion: infusion(), values: { ...values(i), heart_rate: value(188), spo2: value(100, '%') } });
        const ward = new FakeWard(beds(count, worst), [alarm('a'.repeat(16), 'W1/2', { priority: 'high' })]);
        const page = await openFake(browser, ward, { size: [width, height] });
        await resize(page, width, height);
        await until('all tiles', async () => (await page.locator('.tile').count()) === count);
        const hidden = await page.locator('.grid-place').evaluate((g) => g.scrollHeight - g.clientHeight);
        assert.ok(hidden <= 0, `${hidden} pixels are hidden`);
        const cut = await page.locator('.tile .value-number, .tile .care-state, .tile .strip-word').evaluateAll((all) =>
            all.filter((n) => {
                const [own, around] = [n.getBoundingClientRect(), n.closest('.tile').getBoundingClientRect()];
                return own.right > around.right + 1 || own.bottom > around.bottom + 1;
            }).map((n) => n.textContent),
        );
        assert.deepEqual(cut, []);
        await screenshot(page, `grid-${count}-${width}x${height}`);
        await page.close();
    });

test('no tile changes place when an alarm starts, grows, is acknowledged and ends, nor by the filter', async () => {
    const ward = new FakeWard(beds(12));
    const page = await openFake(browser, ward);
    const before = await places(page);
    const what = alarm('b'.repeat(16), 'W1/3');
    const steps = [
        ['alarm', () => ward.raise(what), () => tile(page, 3).getAttribute('data-priority')],
        ['more urgent', () => ward.change({ ...what, priority: 'high' }, 'escalated'), async () => (await tile(page, 3).getAttribute('data-priority')) === 'high'],
        ['filter', () => page.locator('[data-filter]').click(), async () => (await page.locator('.tile[data-dimmed="true"]').count()) === 11],
        ['over', () => ward.clear(what.id), async () => !(await tile(page, 3).getAttribute('data-priority'))],
    ];
    for (const [name, act, done] of steps) {
        await act();
        await until(name, done);
        assert.deepEqual(await places(page), before, name);
    }
    await page.close();
});

test('a tile says what runs, what is due, and which beds nobody watches', async () => {
    const special = {
        1: { infusion: infusion() },
        2: { infusion: infusion({ phase: 'paused' }) },
        3: { infusion: infusion({ phase: 'recovery', next_check: { name: 'c', title: 'C', due_at: ago(200_000), missing: [] } }) },
        4: { monitored: false, values: {}, last_heard: ago(300_000) },
        5: { monitored: false, values: {}, last_heard: null, patient: null },
        6: { monitored: false, recovering: true, values: {} },
    };
    const page = await openFake(browser, new FakeWard(beds(6, (i) => special[i])));
    const text = (number, part) => tile(page, number).locator(part).innerText();
    await until('the server time', async () => /min/.test(await text(1, '.care-since')));
    assert.match(await text(1, '.care-badge'), /ketamine.*10 mg\/h.*step 2.*1[12] min/is);
    assert.match(await text(1, '.care-check'), /in [34] min/);
    assert.match(await text(2, '.care-badge'), /PAUSED/);
    assert.doesNotMatch(await text(2, '.care-badge'), /mg/);
    assert.match(await text(3, '.care-check[data-check="overdue"]'), /overdue 3 min/);
    assert.match(await text(4, '.unmonitored'), /NOT MONITORED/);
    assert.match(await text(5, '.unmonitored'), /Empty/);
    assert.match(await text(6, '.unmonitored'), /NO MONITOR YET/);
    assert.match(await text(1, '[data-metric="nibp"] .value-taken'), /^\d\d:\d\d$/);
    assert.ok((await tile(page, 1).locator('.spark path').first().getAttribute('d')).match(/M/g).length >= 1);
    await page.close();
});

test('a long press acknowledges the worst alarm and opens nothing; a tap opens the bed', async () => {
    const ward = new FakeWard(beds(2), [alarm('c'.repeat(16), 'W1/1'), alarm('d'.repeat(16), 'W1/1', { priority: 'high' })]);
    const page = await openFake(browser, ward, { query: '?station=desk' });
    await page.bringToFront();
    const box = await tile(page, 1).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await until('the hold', () => page.locator('.tile[data-holding="true"]').count());
    await until('the acknowledgement', () => ward.heard.some((m) => m.type === 'acknowledge'));
    await page.mouse.up();
    const told = ward.heard.filter((m) => m.type === 'acknowledge');
    assert.deepEqual(told.map((m) => [m.alarm, m.by]), [['d'.repeat(16), 'desk']]);
    assert.equal(new URL(page.url()).pathname, '/ward/W1');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await until('the page of the bed', () => page.url().includes('/ward/W1/bed/1'));
    assert.match(page.url(), /station=desk/);
    assert.equal(ward.heard.filter((m) => m.type === 'acknowledge').length, 1);
    await page.close();
});

test('a press that is let go early, or whose alarm changes under the finger, acknowledges nothing', async () => {
    const ward = new FakeWard(beds(2), [alarm('e'.repeat(16), 'W1/1')]);
    const page = await openFake(browser, ward);
    await page.bringToFront();
    const box = await tile(page, 1).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await until('the hold', () => page.locator('.tile[data-holding="true"]').count());
    ward.raise(alarm('f'.repeat(16), 'W1/1', { priority: 'high' }));
    await until('the hold called off', async () => !(await page.locator('.tile[data-holding="true"]').count()), 5000);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 900)));
    await page.mouse.up();
    assert.deepEqual(ward.heard.filter((m) => m.type === 'acknowledge'), []);
    await page.close();
});

test('by keyboard: arrows go from bed to bed, A acknowledges, Enter opens', async () => {
    const ward = new FakeWard(beds(12), [alarm('1'.repeat(16), 'W1/2')]);
    const page = await openFake(browser, ward);
    await page.bringToFront();
    await tile(page, 1).locator('.tile-open').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('a');
    await until('the acknowledgement', () => tile(page, 2).getAttribute('data-acknowledged').then((is) => is === 'true'));
    await page.keyboard.press('Enter');
    await until('the page of the bed', () => page.url().endsWith('/ward/W1/bed/2'));
    await page.close();
});

test('what was sent and not done is never shown as done, and said after three seconds', async () => {
    const ward = new FakeWard(beds(1), [alarm('2'.repeat(16), 'W1/1')]);
    ward.deaf = true;
    const page = await openFake(browser, ward);
    await page.locator('[data-acknowledge]').click();
    await until('that it is sent', async () => /Sending/.test(await tile(page, 1).locator('.strip-note').innerText()));
    assert.equal(await tile(page, 1).getAttribute('data-acknowledged'), 'false');
    await until('that nothing came', () => page.locator('[data-error]').count(), 6000);
    assert.match(await page.locator('[data-error]').innerText(), /Not acknowledged: no answer/);
    await page.close();
});

test('a display shows, and orders nothing', async () => {
    const who = { patient_name: 'Doe, John', patient: 'P-17' };
    const ward = new FakeWard(beds(2, () => who), [alarm('3'.repeat(16), 'W1/1')]);
    const page = await openFake(browser, ward, { path: '/bed/1', query: '?display&privacy&theme=light' });
    assert.equal(await page.locator('button, .page a, input').count(), 0);
    assert.equal(await page.locator('.tile').count(), 2);
    assert.equal(await tile(page, 1).locator('.tile-patient').innerText(), 'D. J.');
    assert.equal(await page.getByText('P-17').count(), 0);
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    await tile(page, 1).click();
    assert.deepEqual(ward.heard.filter((m) => m.type === 'acknowledge'), []);
    assert.equal(await page.locator('[data-sound]').getAttribute('data-sound'), 'off');
    await page.close();
});

test('nothing went wrong in any page', () => assert.deepEqual(browser.faults, []));
