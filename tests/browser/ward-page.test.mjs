// The page itself: its views, what it says when it cannot be trusted, and how it lasts for weeks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible } from './accessible.mjs';
import { startBrowser, until } from './browser.mjs';
import { address, openFake, resize, screenshot } from './fakepage.mjs';
import { busyWard, id } from './busyward.mjs';
import { alarm, value } from './fakeward.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(async () => browser?.stop());

const views = ['', '/alarms', '/rules', '/devices', '/burden'];

async function answered(page) {
    await until('answers', async () => !(await page.getByText('Asking the server').count()));
}

test('one goes from view to view on one connection, and back', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { query: '?station=desk' });
    for (const name of ['alarms', 'rules', 'devices', 'burden']) {
        await page.locator(`[data-nav="${name}"]`).click();
        await until(name, () => page.url().includes(`/ward/W1/${name}?station=desk`));
        assert.equal(await page.locator(`[data-nav="${name}"]`).getAttribute('aria-current'), 'page');
        assert.equal(await page.evaluate(() => document.activeElement.tagName), 'MAIN');
    }
    await page.goBack();
    await until('the view before', () => page.locator('.page[data-view="devices"]').count());
    assert.equal(ward.heard.filter((m) => m.type === 'subscribe').length, 1);
    assert.match(await page.title(), /^\(3\) W1 · Vigil$/);
    await page.close();
});

test('the alarm list acknowledges all of a bed, and says why an alarm is there', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { path: '/alarms' });
    await page.locator('[data-acknowledge-bed="W1/2"]').click();
    await until('both acknowledged', async () => (await page.locator('[data-alarm-bed="W1/2"][data-acknowledged="true"]').count()) === 2);
    assert.equal(await page.locator(`[data-alarm="${id('a')}"]`).getAttribute('data-acknowledged'), 'false');
    await page.locator(`[data-why="${id('a')}"]`).click();
    const why = page.locator(`[data-why-of="${id('a')}"]`);
    await until('the samples', () => why.locator('[data-samples]').count());
    assert.match(await why.innerText(), /tachycardia[^]*00aa00aa00aa00aa[^]*128 \/min[^]*120 \/min/);
    await until('the history', async () => (await page.locator('[data-recorded]').count()) === 3);
    await page.close();
});

test('rules, decisions, devices and burden show what the server told', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { path: '/rules' });
    assert.equal(await page.locator('[data-rules]').getAttribute('data-rules'), '3');
    assert.match(await page.locator('[data-rule-name="tachycardia"]').innerText(), /120 \/min[^]*100 to 150[^]*150 \/min/);
    const said = page.locator('[data-rule-name="tachycardia"]');
    await until('its words', () => said.getByText('a physiological alarm').count());
    await said.locator('summary').click();
    assert.match(await said.innerText(), /ward\.toml, line 1[^]*\[\[alarm\]\]/);
    assert.match(await page.locator('[data-fixed="record_away"]').innerText(), /after 60 s/);
    assert.match(await page.locator('[data-call="charge nurse"]').innerText(), /high or more, not acknowledged for 60 s/i);
    assert.match(await page.locator('[data-decision="W1/2"]').innerText(), /limit 140[^]*athlete[^]*desk/);
    await page.locator('[data-nav="devices"]').click();
    assert.match(await page.locator('[data-sender="monitor-1"]').innerText(), /812[^]*4481[^]*12\.3 s/);
    await page.locator('[data-nav="burden"]').click();
    await until('the figures', () => page.locator('[data-burden="3"]').count());
    assert.match(await page.locator('[data-burden="3"]').innerText(), /Per monitored bed-day\s+2\.0[^]*25 s/);
    const bars = await page.locator('[data-hour]').evaluateAll((all) => all.map((bar) => [Number(bar.dataset.hour), Number(bar.dataset.count)]));
    const here = new Date(Date.UTC(2026, 10, 22, 9)).getHours();
    assert.deepEqual(bars.find(([hour]) => hour === here), [here, 2]);
    await page.close();
});

test('somebody says who goes to an alarm, and writes a note; the alarm is to be acknowledged all the same', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { path: '/alarms' });
    const card = page.locator(`[data-alarm="${id('a')}"]`);
    await card.locator('[data-words]').click();
    const assign = card.locator('[data-form="assign"]');
    await assign.locator('[name="to"]').fill('nurse-2');
    await assign.locator('[name="by"]').fill('nurse-1');
    await assign.locator('button').click();
    await until('who goes', () => card.locator('[data-assigned="nurse-2"]').count());
    const note = card.locator('[data-form="note"]');
    await note.locator('[name="text"]').fill('was walking');
    await note.locator('[name="by"]').fill('nurse-2');
    await note.locator('[name="text"]').press('Enter');
    await until('the note', () => card.locator('[data-note-by="nurse-2"]').count());
    await until('an empty field', async () => (await note.locator('[name="text"]').inputValue()) === '');
    assert.equal(await card.getAttribute('data-acknowledged'), 'false');
    await assign.locator('[name="nobody"]').click();
    await until('nobody', async () => !(await card.locator('[data-assigned]').count()));
    await page.close();
});

test('a sender without a bed is given one, and the bed is taken back', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { path: '/devices' });
    const form = page.locator('[data-sender-without-bed="monitor-17"]');
    await form.locator('[name="bed"]').fill('W1/3');
    await form.locator('[name="by"]').fill('engineer-1');
    await form.locator('button').click();
    const given = page.locator('[data-given-bed="W1/3"]');
    await until('the bed', () => given.count());
    assert.match(await given.innerText(), /monitor-17 → W1\/3[^]*by engineer-1/);
    assert.equal(await form.count(), 0);
    await given.locator('button').click();
    await until('no bed again', () => form.count());
    await page.close();
});

test('where neither all beds nor all alarms are shown, the worst alarm of the ward is, flashing, in a place that is kept', async () => {
    const ward = busyWard();
    const page = await openFake(browser, ward, { path: '/burden' });
    const bar = page.locator('[data-worst]');
    assert.equal(await bar.getAttribute('data-worst'), id('a'));
    assert.match(await bar.innerText(), /\*\*\*[^]*HIGH[^]*Bed 1[^]*Heart rate 128[^]*\+2/);
    assert.equal(await bar.evaluate((b) => b.getAnimations()[0].effect.getTiming().duration), 500);
    const top = () => page.locator('.view').evaluate((v) => v.offsetTop);
    const before = await top();
    for (const letter of ['a', 'b', 'c']) ward.clear(id(letter));
    await until('no alarm', async () => !(await bar.count()));
    assert.equal(await top(), before);
    await page.close();
});

test('where the page of a bed cannot be loaded that is said, and the alarms of the ward stay in sight', async () => {
    const page = await openFake(browser, busyWard());
    await page.route(/\/part-.*\.js$/, (route) => route.abort());
    await page.route(/:\d+\/$/, (route) => route.abort()); // nor is the page itself served again
    await page.locator('.tile[data-bed="W1/3"]').click();
    await until('the failure', () => page.locator('[data-bed-page="failed"]').count());
    assert.equal(await page.locator('[data-worst]').getAttribute('data-worst'), id('a'));
    browser.faults.splice(0, browser.faults.length, ...browser.faults.filter((fault) => !/ERR_FAILED/.test(fault)));
    await page.close();
});

test('a question that fails is said, and shows no old answer', async () => {
    const page = await openFake(browser, busyWard(), { path: '/alarms' });
    await until('the history', () => page.locator('[data-recorded]').count());
    await page.route(/\/v1\/senders$/, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"the record cannot be reached now; try again"}' }));
    await page.locator('[data-nav="devices"]').click();
    await until('the failure', () => page.locator('[data-failed-answer="503"]').count());
    assert.match(await page.locator('[data-failed-answer]').innerText(), /cannot be reached now/);
    browser.faults.splice(0, browser.faults.length, ...browser.faults.filter((fault) => !/503/.test(fault)));
    await page.close();
});

test('when the link is silent for three seconds no value looks live, in any view', async () => {
    for (const path of views) {
        const ward = busyWard();
        const page = await openFake(browser, ward, { path });
        ward.speaking = false;
        await until('the banner', () => page.locator('[data-banner="lost"]').count(), 6000);
        assert.match(await page.locator('[data-banner="lost"]').innerText(), /CONNECTION LOST[^]*use the bedside monitors[^]*\d\d:\d\d:\d\d/);
        const struck = await page.locator('.value-number').evaluateAll((all) => all.every((n) => getComputedStyle(n).textDecorationLine === 'line-through'));
        assert.ok(struck);
        if (path === '') await screenshot(page, 'lost');
        ward.speaking = true;
        await until('a live page', () => page.locator('.page[data-link="live"]').count());
        await page.close();
    }
});

test("a machine whose clock is far from the server's is told so", async () => {
    const ward = busyWard();
    ward.skewMs = -7000;
    const page = await openFake(browser, ward);
    await until('the warning', () => page.locator('[data-skew]').count());
    assert.match(await page.locator('[data-skew]').innerText(), /this computer is 7 s ahead/);
    ward.skewMs = 0;
    await until('its end', async () => !(await page.locator('[data-skew]').count()));
    await page.close();
});

for (const theme of ['dark', 'light'])
    test(`no view has a serious fault of accessibility, ${theme}`, async () => {
        for (const path of [...views, '/alarms why']) {
            const page = await openFake(browser, busyWard(), { path: path.split(' ')[0], query: `?theme=${theme}`, size: [1280, 800] });
            await answered(page);
            if (path.endsWith('why')) await page.locator('[data-why]').first().click();
            if (path.endsWith('why')) await page.locator('[data-words]').first().click();
            await accessible(page, path);
            for (const size of [[1920, 1080], [1280, 800], [390, 844]]) {
                await resize(page, ...size);
                await screenshot(page, `view${path.replace(/\W/g, '-') || '-ward'}-${size.join('x')}-${theme}`);
            }
            await page.close();
        }
    });

test('with texts 40 % longer, from right to left, and at twice the size, nothing runs out of its place', async () => {
    for (const [query, size, dir] of [['?lang=pseudo', [1280, 800]], ['?lang=pseudo', [390, 844]], ['', [640, 400]], ['', [1280, 800], 'rtl']])
        for (const path of views) {
            const page = await openFake(browser, busyWard(), { path, query, size });
            await resize(page, ...size);
            if (dir) await page.evaluate((way) => (document.documentElement.dir = way), dir);
            await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
            const out = await page.evaluate(() => {
                const wide = document.documentElement.scrollWidth - innerWidth;
                const cut = [...document.querySelectorAll('button, a, p, h2, dt, dd, th, .value-word, .care-state, .strip-word')].filter((part) => {
                    const style = getComputedStyle(part);
                    if (style.position === 'absolute' || part.closest('.hidden, .scroll')) return false;
                    return part.scrollWidth > part.clientWidth + 2 && style.display !== 'inline' && style.textOverflow !== 'ellipsis';
                });
                return { wide, cut: cut.map((part) => `${part.className || part.tagName}: ${part.textContent.slice(0, 40)}`) };
            });
            assert.deepEqual(out, { wide: 0, cut: [] }, `${path} ${query} ${size}`);
            await screenshot(page, `long${path.replace(/\W/g, '-')}-${size[0]}${query ? '-pseudo' : dir ?? ''}`);
            await page.close();
        }
});

test('readings and alarms that are over leave nothing in memory', async () => {
    const ward = busyWard(20);
    const page = await openFake(browser, ward);
    const session = await browser.context.newCDPSession(page);
    const heap = async () => {
        await session.send('HeapProfiler.collectGarbage');
        return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    const feed = async (frames) => {
        for (let frame = 0; frame < frames; ++frame) {
            ward.inOneFrame(() => {
                for (let i = 0; i < 60; ++i) ward.vitals(`W1/${(i % 20) + 1}`, { heart_rate: value(60 + (i % 40)), spo2: value(90 + (i % 10), '%') });
                const what = alarm(frame.toString(16).padStart(16, '0'), 'W1/9');
                ward.raise(what);
                ward.clear(what.id);
            });
            await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
        }
    };
    await page.bringToFront();
    await feed(50);
    const before = await heap();
    await feed(250);
    const grown = (await heap()) - before;
    assert.ok(grown < 1_500_000, `${grown} bytes more after 15,000 readings and 250 alarms`);
    await page.close();
});

test('the list of wards leads to each', async () => {
    const page = await browser.context.newPage();
    const wards = [{ ward: 'W1', beds: 12, alarms: { high: 1, medium: 0, low: 0 } }];
    const ward = busyWard();
    await ward.attach(page);
    await page.route(/\/v1\/wards$/, (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify({ wards }) }));
    await page.goto(new URL('/', address).href);
    await page.locator('[data-ward-link="W1"]').click();
    await until('the ward', () => page.locator('.page[data-link="live"]').count());
    ward.stop();
    await page.close();
});

test('nothing went wrong in any page', () => assert.deepEqual(browser.faults, []));
