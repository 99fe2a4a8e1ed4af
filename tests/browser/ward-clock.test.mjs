// What passes with time, under a clock that the tests turn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, until } from './browser.mjs';
import { busyWard, id } from './busyward.mjs';
import { openFake } from './fakepage.mjs';
import { bed, FakeWard, value } from './fakeward.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(async () => browser?.stop());

test('a sign that stops at its source goes from fresh to aging to stale to nothing', async () => {
    const ward = new FakeWard([bed('W1/1')]);
    const page = await openFake(browser, ward, { before: (p) => p.clock.install() });
    const shown = () => page.locator('.tile').locator('[data-metric="spo2"]').getAttribute('data-freshness');
    const other = setInterval(() => ward.vitals('W1/1', { heart_rate: value(75, '/min', { received_at: ward.now() }) }), 300);
    for (const [seconds, expected] of [[0, 'fresh'], [9, 'aging'], [8, 'stale'], [15, 'absent']]) {
        ward.skewMs += seconds * 1000;
        ward.beat();
        await page.clock.runFor(500);
        await until(expected, async () => (await shown()) === expected, 5000);
        if (expected === 'aging') assert.match(await page.locator('.tile').locator('[data-metric="spo2"] .value-age').innerText(), /^\d+ s$/);
        if (expected === 'stale') assert.equal(await page.locator('.tile').locator('[data-metric="spo2"] s').count(), 1);
    }
    assert.equal(await page.locator('.tile').locator('[data-metric="spo2"] .value-number').innerText(), '--');
    clearInterval(other);
    await page.close();
});

test('a page that could not be seen reads everything again, and says how long it was hidden', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { before: (p) => p.clock.install() });
    const see = (state) =>
        page.evaluate((now) => {
            Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }, state);
    await see('hidden');
    await page.clock.setSystemTime(Date.now() + 12 * 60_000);
    await see('visible');
    await page.clock.runFor(1000);
    await until('a new snapshot', () => ward.heard.filter((m) => m.type === 'subscribe' && m.resume === null).length === 2);
    assert.match(await page.locator('[data-notice="hidden"]').innerText(), /could not be seen for 12 min/);
    assert.ok(ward.heard.some((m) => m.type === 'station' && m.visible === false));
    await page.locator('[data-notice="hidden"] button').click();
    assert.equal(await page.locator('[data-notice="hidden"]').count(), 0);
    await page.close();
});

test('a newer build is said at once, and loaded when nobody is at the page and no high alarm is active, three times at most', async () => {
    const ward = busyWard(2);
    let loads = 0;
    const page = await openFake(browser, ward, {
        before: async (p) => {
            await p.clock.install();
            p.on('load', () => ++loads);
            await p.route((url) => url.pathname === '/', (route) => route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/app-NEWER000.js">' }));
        },
    });
    await until('the notice', () => page.locator('[data-notice="outdated"]').count());
    const wait = async () => {
        await until('the notice', () => page.locator('[data-notice="outdated"]').count());
        for (let s = 0; s < 70; s += 2) {
            ward.beat();
            await page.clock.runFor(2000).catch(() => undefined);
        }
    };
    await wait();
    assert.equal(loads, 1, 'not with a high alarm');
    ward.clear(id('a'));
    for (let i = 0; i < 5; ++i) await wait();
    await until('the reloads', () => loads === 4);
    await wait();
    assert.equal(loads, 4, 'no circle');
    await page.close();
});

test('a page that fails shows no picture that stands still, and loads again three times at most', async () => {
    const ward = new FakeWard([bed('W1/1')]);
    let loads = 0;
    const page = await openFake(browser, ward, {
        before: async (p) => {
            await p.clock.install();
            p.on('load', () => ++loads);
        },
    });
    ward.beds = [bed('W1/1', 0, { device_alarms: null })];
    ward.event({ type: 'bed', bed: ward.beds[0] });
    for (let i = 0; i < 6; ++i) {
        await until('the failure', () => page.locator('[data-failed]').count());
        assert.equal(await page.locator('.tile').count(), 0);
        await page.clock.runFor(6000).catch(() => undefined);
    }
    await until('the reloads', () => loads === 4);
    assert.match(await page.locator('[data-failed]').innerText(), /use the bedside monitors/);
    assert.ok(browser.faults.length > 0);
    browser.faults.length = 0;
    await page.close();
});

test('nothing went wrong in any page', () => assert.deepEqual(browser.faults, []));
