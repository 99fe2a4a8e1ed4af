// What a nurse sees on a ward page of a running server.
//
// VIGIL_DASHBOARD_URL   address of the ward page, such as http://127.0.0.1:8080/ward/W1
// VIGIL_RAISE_BED       bed of that ward ("W1/99") on which the test reports a heart rate of 180; without it the test
//                       waits for somebody else's alarm
// VIGIL_ALARM_WAIT_S    how long an alarm may take to come (default 60)
// VIGIL_SCREENSHOTS     folder for screenshots; without it none are taken
// VIGIL_CHROMIUM        browser (default /usr/bin/chromium)
//
// Prints `acknowledged <alarm id> <by>`, so that the caller can look it up in the database.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startBrowser, until } from './browser.mjs';
import { Monitor } from './monitor.mjs';

const address = new URL(process.env.VIGIL_DASHBOARD_URL);
const raiseBed = process.env.VIGIL_RAISE_BED;
const alarmWaitMs = 1000 * Number(process.env.VIGIL_ALARM_WAIT_S ?? 60);
const station = 'browser test';

let browser;
let page;
let wall;
let monitor;
let raised;

before(async () => {
    browser = await startBrowser();
    page = await open(station);
    wall = await open('wall');
    if (raiseBed) monitor = new Monitor(address.origin, raiseBed);
    monitor?.start();
});

after(async () => {
    await monitor?.stop();
    await browser?.stop();
});

async function open(name) {
    const opened = await browser.context.newPage();
    await opened.setViewportSize({ width: 1920, height: 1080 });
    const url = new URL(address);
    url.searchParams.set('station', name);
    const answer = await opened.goto(url.href);
    assert.equal(answer.status(), 200);
    assert.match(answer.headers()['content-security-policy'] ?? '', /default-src 'none'/);
    await until('a live page', () => opened.locator('.page[data-link="live"]').count());
    return opened;
}

/** A page that is not in front paints nothing, and so never learns its size. */
async function resize(width, height) {
    await page.bringToFront();
    await page.setViewportSize({ width, height });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}

const numbers = () => page.locator('[data-metric="heart_rate"] .value-number').allTextContents();
const ids = (of) => of.locator('[data-alarm]').evaluateAll((cards) => cards.map((card) => card.dataset.alarm));
const card = (of, id) => of.locator(`[data-alarm="${id}"]`);

test('every bed has a tile, and nothing has to be scrolled to see it', async () => {
    if (raiseBed) await until('the test bed', () => page.locator(`[data-bed="${raiseBed}"]`).count());
    const tiles = await until('tiles', () => page.locator('.tile').count());
    if (tiles > 60) return;
    for (const [width, height] of [[1280, 800], [1920, 1080]]) {
        await resize(width, height);
        const hidden = await page.locator('.grid-place').evaluate((grid) => grid.scrollHeight - grid.clientHeight);
        assert.ok(hidden <= 1, `${hidden} pixels of the grid are hidden at ${width} x ${height}`);
    }
});

test('values change while one looks', async () => {
    const first = await until('a heart rate', async () => {
        const shown = await numbers();
        return shown.some((text) => /\d/.test(text)) && shown.join();
    });
    if (monitor) monitor.heartRate = 75;
    await until('another heart rate', async () => (await numbers()).join() !== first, 30000);
});

test('the page says that it is secondary, that sound is off, and what time it is', async () => {
    assert.match(await page.locator('.foot-notice').innerText(), /bedside monitor is the primary alarm/);
    assert.equal(await page.locator('[data-sound]').getAttribute('data-sound'), 'off');
    assert.match(await page.locator('[data-sound-bar]').innerText(), /SOUND IS OFF/);
    assert.match(await page.locator('.clock-time').innerText(), /^\d\d:\d\d:\d\d$/);
});

test('an alarm appears, and no tile changes place', async () => {
    const known = new Set(await ids(page));
    const place = (tiles) => tiles.map((tile) => [tile.dataset.bed, tile.offsetLeft, tile.offsetTop]);
    const places = () => page.locator('.tile').evaluateAll(place);
    const before = await places();
    if (monitor) monitor.heartRate = 180;
    raised = await until(
        'a new alarm',
        async () => {
            const open = await page.locator('.card:has([data-acknowledge])').evaluateAll((cards) => cards.map((c) => ({ ...c.dataset })));
            return open.find((c) => !known.has(c.alarm) && (!raiseBed || c.alarmBed === raiseBed))?.alarm;
        },
        alarmWaitMs,
    );
    assert.deepEqual(await places(), before);
    const bed = await card(page, raised).getAttribute('data-alarm-bed');
    const tile = page.locator(`.tile[data-bed="${bed}"]`);
    assert.ok(await tile.getAttribute('data-priority'));
    assert.match(await tile.locator('.strip').innerText(), /[*!].*(HIGH|MEDIUM|LOW)/s);
});

test('acknowledged on one station, it is acknowledged on all', async () => {
    await card(page, raised).locator('[data-acknowledge]').click();
    for (const screen of [page, wall]) {
        const by = card(screen, raised).locator('[data-acknowledged-by]');
        await until('the acknowledgement', () => by.count(), 5000);
        assert.equal(await by.getAttribute('data-acknowledged-by'), station);
    }
    assert.equal(await card(page, raised).locator('[data-acknowledge]').count(), 0);
    console.log(`acknowledged ${raised} ${station}`);
});

test('who goes to it and what was noted stand on every screen', async () => {
    await page.locator('[data-nav="alarms"]').click();
    await card(page, raised).locator('[data-words]').click();
    const assign = card(page, raised).locator('[data-form="assign"]');
    await assign.locator('[name="to"]').fill('nurse-2');
    await assign.locator('[name="by"]').fill('nurse-1');
    await assign.locator('button').click();
    const note = card(page, raised).locator('[data-form="note"]');
    await note.locator('[name="text"]').fill('probe changed');
    await note.locator('[name="by"]').fill('nurse-2');
    await note.locator('[name="text"]').press('Enter');
    await until('who goes', () => card(wall, raised).locator('[data-assigned="nurse-2"]').count(), 5000);
    await until('the note', () => card(wall, raised).locator('[data-note-by="nurse-2"]').count(), 5000);
    await page.locator('[data-nav="grid"]').click();
});

test('a page opened later finds it acknowledged', async () => {
    const late = await open('late');
    const by = card(late, raised).locator('[data-acknowledged-by]');
    await until('the acknowledgement', () => by.count(), 5000);
    await late.close();
});

test('the record fills the curves, the history with its reasons, and the burden', async () => {
    await until('curves', async () => (await page.locator('.spark path').evaluateAll((all) => all.filter((p) => p.getAttribute('d')).length)) > 0);
    await page.locator('[data-nav="alarms"]').click();
    const recorded = page.locator(`[data-recorded="${raised}"]`);
    await until('the alarm in the history', async () => {
        await page.locator('[data-history-again]').click();
        await until('the answer', async () => (await page.locator('[data-history-state]').getAttribute('data-history-state')) !== 'asking');
        return recorded.count();
    });
    await recorded.locator('[data-why]').click();
    await until('the samples around it', () => recorded.locator('[data-samples]').count());
    assert.match(await recorded.innerText(), new RegExp(`acknowledged by ${station}`));
    await page.locator('[data-nav="burden"]').click();
    await until('the figures', async () => Number(await page.locator('[data-burden]').getAttribute('data-burden', { timeout: 5000 })) >= 1);
    await page.locator('[data-nav="devices"]').click();
    await until('senders', () => page.locator('[data-sender]').count());
    await page.locator('[data-nav="rules"]').click();
    assert.ok(Number(await page.locator('[data-rules]').getAttribute('data-rules')) > 5);
    await until('the rules in English', async () => (await page.locator('.rule-explanation').count()) > 5);
    assert.match(await page.locator('[data-rules-version]').innerText(), /ketamine\.toml/);
    await page.locator('[data-nav="grid"]').click();
});

test('reduced motion means no flashing', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    await page.emulateMedia({ reducedMotion: null });
});

test('a silent link is said within four seconds, and forgotten when it speaks again', async () => {
    let silent = false;
    const cut = await browser.context.newPage();
    await cut.routeWebSocket(/\/stream$/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((text) => {
            if (!silent) socket.send(text);
        });
    });
    await cut.goto(address.href);
    await until('a live page', () => cut.locator('.page[data-link="live"]').count());
    silent = true;
    await until('the banner', () => cut.locator('[data-banner="lost"]').count(), 4500);
    assert.match(await cut.locator('[data-banner="lost"]').innerText(), /CONNECTION LOST/);
    assert.ok(Number(await cut.locator('.values').first().evaluate((v) => getComputedStyle(v).opacity)) < 0.5);
    await screenshot(cut, 'lost');
    silent = false;
    await until('a live page', () => cut.locator('.page[data-link="live"]').count());
    assert.equal(await cut.locator('[data-banner="lost"]').count(), 0);
    await cut.close();
});

test('screenshots in every size and theme', { skip: !process.env.VIGIL_SCREENSHOTS }, async () => {
    for (const [width, height] of [[1920, 1080], [1280, 800], [390, 844]]) {
        for (const colorScheme of ['dark', 'light']) {
            await page.emulateMedia({ colorScheme });
            await resize(width, height);
            await screenshot(page, `ward-${width}x${height}-${colorScheme}`);
        }
    }
});

async function screenshot(of, name) {
    const folder = process.env.VIGIL_SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await of.screenshot({ path: join(folder, `${name}.png`) });
}

test('nothing went wrong in any page', () => {
    assert.deepEqual(browser.faults, []);
});
