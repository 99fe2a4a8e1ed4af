// What a nurse sees and does on the page of one bed of a running server.
//
// VIGIL_DASHBOARD_URL   address of the ward page, such as http://127.0.0.1:8080/ward/W1
// VIGIL_DATABASE        connection string of the record, which is given a day of readings of a bed of the test's own
// VIGIL_PATIENT_BED     that bed (default W1/98)
// VIGIL_SCREENSHOTS     folder for screenshots; without it none are taken
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessible } from './accessible.mjs';
import { startBrowser, until } from './browser.mjs';
import { gapNow, PatientBed } from './patient-bed.mjs';

const address = new URL(process.env.VIGIL_DASHBOARD_URL);
const bed = new PatientBed(address.origin, process.env.VIGIL_PATIENT_BED ?? 'W1/98');
const name = bed.bed.split('/')[1];
const station = 'patient test';
const quick = 5000;

let browser;
let page;

before(async () => {
    await bed.start();
    await until('the bed', () => bed.shown());
    await bed.remember(process.env.VIGIL_DATABASE);
    browser = await startBrowser();
    page = await browser.context.newPage();
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(placeOf('').href);
    await shown(page);
});

after(async () => {
    bed.stop();
    await browser?.stop();
});

function placeOf(part, more = {}) {
    const url = new URL(`${address.pathname.replace(/\/$/, '')}/bed/${name}${part}`, address.origin);
    for (const [key, value] of Object.entries({ station, lang: 'en', ...more })) url.searchParams.set(key, value);
    return url;
}

const shown = (of) => until('curves', () => of.locator('[data-lanes="shown"]').count());
const choose = (what) => page.locator(`[data-choose="${what}"]`).click();
const reading = () => page.locator('.reading').innerText();
const cursorAt = async () => Number(await page.locator('[data-cursor]').getAttribute('data-cursor'));

test('the head names the bed and both identifiers of the patient, wherever one is on the page', async () => {
    for (const part of ['infusion', 'chart', 'trends']) {
        await page.locator(`[data-way="${part}"]`).click();
        await until('the part', () => page.locator(`[data-part="${part}"]`).count());
        const head = await page.locator('.patient-head').innerText();
        assert.ok(head.includes(`Bed ${name}`), head);
        assert.match(head, /TEST, PATIENT/);
        assert.match(head, /P-17/);
        assert.equal(await page.locator('[data-way][aria-current="page"]').getAttribute('data-way'), part);
    }
    assert.ok(new URL(page.url()).pathname.endsWith(`/bed/${name}`));
    await shown(page);
});

test('each value says how old it is, and is as the monitor sent it', async () => {
    const row = page.locator('[data-value-of="spo2"]');
    await until('the saturation', async () => /97/.test(await row.innerText()), quick);
    assert.match(await row.locator('.patient-age').innerText(), /^\d+ s$/);
    assert.equal(await page.locator('[data-value-of="nibp"] .patient-absent').count(), 1);
});

test('a day of six values a second opens in less than a second', async () => {
    const times = [];
    for (const _ of [1, 2, 3]) {
        await choose('span 4');
        await shown(page);
        times.push(await page.evaluate(opened, 'span 24'));
    }
    console.log(`24 h opened in ${times.map((ms) => Math.round(ms)).join(', ')} ms`);
    assert.ok(Math.min(...times) < 1000, `opened in ${times} ms`);
    assert.ok(Number(await page.locator('[data-intervals]').getAttribute('data-intervals')) > 600);
});

/** In the page: from the click to the frame that shows the curves of that span. */
function opened(what) {
    return new Promise((resolve) => {
        const begin = performance.now();
        document.querySelector(`[data-choose="${what}"]`).click();
        const look = () => {
            const lanes = document.querySelector('[data-span="24"] [data-lanes="shown"] canvas');
            if (lanes) requestAnimationFrame(() => resolve(performance.now() - begin));
            else requestAnimationFrame(look);
        };
        look();
    });
}

test('half an hour without a value is a gap in the curve, with a curve on both sides of it', async () => {
    const inked = await page.evaluate(ink, { lane: 'heart', spanS: 24 * 3600, gap: gapNow(bed) });
    assert.deepEqual(inked.inside.columns, [], `columns of the gap with a curve in them, of ${inked.inside.width}`);
    assert.ok(inked.before.share > 0.9 && inked.after.share > 0.9, JSON.stringify(inked));
});

/** In the page: the share of the columns of a lane that hold a pixel of its curve, inside the gap and beside it. */
function ink({ lane, spanS, gap }) {
    const canvas = document.querySelector(`[data-lane="${lane}"] canvas`);
    const [box, line] = [canvas, document.querySelector('[data-time-line]')].map((e) => e.getBoundingClientRect());
    const scale = canvas.width / box.width;
    const probe = document.createElement('canvas').getContext('2d');
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--trace').trim();
    probe.fillRect(0, 0, 1, 1);
    const wanted = probe.getImageData(0, 0, 1, 1).data;
    const share = (fromS, toS) => {
        const x = (s) => Math.round((line.left - box.left + (1 - s / spanS) * line.width) * scale);
        const [left, right] = [x(fromS), x(toS)];
        const { data, width, height } = canvas.getContext('2d').getImageData(left, 0, right - left, canvas.height);
        const columns = [];
        for (let column = 0; column < width; column++)
            for (let row = 0; row < height; row++) {
                const at = 4 * (row * width + column);
                const seen = data[at + 3] > 40; // what a clipped edge leaves is not
                if (!seen || ![0, 1, 2].every((i) => Math.abs(data[at + i] - wanted[i]) < 40)) continue;
                columns.push(`${column}, ${row}: ${[...data.slice(at, at + 4)]}`);
                break;
            }
        return { share: columns.length / width, columns, width };
    };
    const edge = 300;
    return {
        inside: share(gap.fromS - edge, gap.toS + edge),
        before: share(gap.fromS + 3600, gap.fromS + edge),
        after: share(gap.toS - edge, gap.toS - 3600),
    };
}

test('where another patient lay is marked, and where this one came is named', async () => {
    assert.equal(await page.locator('[data-stay-edge]').innerText(), 'P-17');
    assert.match(await page.locator('.stay-other').innerText(), /other patient P-16/);
    await page.locator('.lanes').focus();
    await page.keyboard.press('Home');
    assert.match(await reading(), /^other patient P-16: /);
});

test('arrow keys move the cursor, what is under it is said, and the table follows', async () => {
    await page.locator('.lanes').focus();
    await page.keyboard.press('End');
    const [end, said] = [await cursorAt(), await reading()];
    assert.match(said, /HR \d+ .*\/min, .*SpO₂ \d+/);
    assert.equal(await page.locator('.reading').getAttribute('aria-live'), 'polite');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    const left = await cursorAt();
    assert.ok(left < end, 'the cursor went back');
    assert.notEqual(await reading(), said);
    await choose('way table');
    const current = page.locator('.trend-table [aria-current]');
    assert.equal(Number(await current.getAttribute('data-at')), left);
    await page.locator('.table-place').focus();
    await page.keyboard.press('ArrowDown');
    await until('the row before', async () => Number(await current.getAttribute('data-at')) < left, quick);
    assert.ok(await current.evaluate((row) => row.getBoundingClientRect().bottom <= innerHeight));
    assert.match(await page.locator('[data-gap]').first().innerText(), /no values for (28|29|30) min/);
});

test('what is shown is handed over with patient, bed, units and zone', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-export]').click()]);
    assert.match(download.suggestedFilename(), new RegExp(`^vigil_${bed.bed.replace('/', '-')}_P-17_\\d{8}-\\d{4}\\.csv$`));
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    assert.match(lines[0], /time,zone,bed,stay,patient id,interval s,HR mean \[\/min\]/);
    assert.ok(lines.length > 600, `${lines.length} lines`);
    assert.ok(lines[9].includes(`,${bed.bed},before,P-16,120,`), lines[9]);
    assert.match(lines.at(-1), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d,[^,]+,[^,]+,[0-9a-f]{16},P-17,/);
});

test('values that come while one looks are drawn at the end of the curve', async () => {
    await choose('way curves');
    await choose('span 1');
    await shown(page);
    const intervals = () => page.locator('[data-intervals]').getAttribute('data-intervals').then(Number);
    const before = await intervals();
    await until('a further interval', async () => (await intervals()) > before, 15000);
});

test('the limits of the rules stand in the lanes of their signs', async () => {
    const lines = (lane) => page.locator(`[data-lane="${lane}"]`).getAttribute('data-limit-lines').then(Number);
    assert.ok((await lines('heart')) >= 4);
    assert.ok((await lines('spo2')) >= 2);
});

test('a limit of this patient is set by the keyboard alone, and is in force when the server says so', async () => {
    await choose('way limits');
    const row = page.locator('[data-limit="tachycardia medium"]');
    await row.locator('.limit-change').focus();
    await page.keyboard.press('Enter');
    await until('the form', () => row.locator('form').count(), quick);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('135');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('athlete');
    await page.keyboard.press('Enter');
    const own = page.locator('[data-own-limit="tachycardia"]');
    await until('the own limit', () => own.count(), quick);
    assert.match(await own.innerText(), /own limit 135[^]*until \d\d:\d\d[^]*patient test: athlete/);
    await until('the closed form', async () => !(await row.locator('form').count()), quick);
    const held = await bed.shown();
    assert.deepEqual(held.limits.map((l) => [l.rule, l.limit, l.reason, l.by]), [['tachycardia', 135, 'athlete', station]]);
});

test('what the server refuses is said in its words, and nothing is shown as done', async () => {
    const row = page.locator('[data-limit="tachycardia medium"]');
    await row.locator('.limit-change').click();
    await row.locator('form').evaluate((form) => (form.noValidate = true));
    await row.locator('[name="limit"]').fill('500');
    await row.locator('[name="reason"]').fill('far too high');
    await row.locator('button[type="submit"]').click();
    const state = row.locator('[data-order]');
    await until('the refusal', async () => (await state.getAttribute('data-order')) === 'refused', quick);
    assert.match(await state.innerText(), /this limit may be 100 to 150/);
    assert.equal((await bed.shown()).limits[0].limit, 135);
    await row.locator('.limit-change').click();
});

test('an own limit is taken back, and the rule holds again', async () => {
    await page.locator('[data-take-back="tachycardia"]').click();
    await until('no own limit', async () => !(await page.locator('[data-own-limit]').count()), quick);
    assert.deepEqual((await bed.shown()).limits, []);
});

test('an alarm of the bed is shown, marked by its shape, paused with a reason, and acknowledged here', async () => {
    bed.heartRate = 165;
    const card = page.locator('.patient-alarms [data-rule="tachycardia"]');
    await until('the alarm', () => card.count(), 30000);
    await choose('way curves');
    const marker = page.locator('.marker[data-priority="high"] [data-shape="high"]');
    await until('its mark', () => marker.count(), quick);
    await choose('way limits');
    const form = page.locator('[data-form="pause"]');
    await form.locator('[name="rule"]').selectOption('tachycardia');
    await form.locator('[name="reason"]').fill('exercise');
    await form.locator('button[type="submit"]').click();
    await until('the pause', () => page.locator('[data-paused-rule="tachycardia"]').count(), quick);
    await until('the pause on the card', () => card.locator('[data-paused]').count(), quick);
    await page.locator('[data-end-pause="tachycardia"]').click();
    await until('no pause', async () => !(await page.locator('[data-paused-rule]').count()), quick);
    await card.locator('[data-acknowledge]').click();
    await until('the acknowledgement', () => card.locator('[data-acknowledged-by]').count(), quick);
    bed.heartRate = 74;
});

test('steps of a dose are drawn, and the timeline has them with alarms and stays in order of time', async () => {
    await choose('span 24');
    assert.ok((await bed.order('infusion_start', { protocol: await protocol(), weight_kg: 70 })).ok);
    for (const { question, passes_if } of await screening()) await bed.order('infusion_screening', { question, yes: passes_if });
    const rate = { amount: 5, unit: 'mg/h', route: 'intravenous', prescriber: 'doctor-1', override: true, reason: 'test' };
    const answer = await bed.order('infusion_rate', rate);
    assert.ok(answer.ok, answer.text);
    await choose('way curves');
    await until('the dose', () => page.locator('[data-dose="step"]').count(), 20000);
    await choose('way events');
    for (const kind of ['alarm', 'acknowledged', 'dose', 'session', 'stay'])
        await until(`an entry: ${kind}`, () => page.locator(`[data-entry="${kind}"]`).count(), 20000);
    const times = await page.locator('.entry time').evaluateAll((all) => all.map((time) => time.dateTime));
    assert.deepEqual(times, [...times].sort().reverse());
});

const askServer = async (path) => (await fetch(address.origin + path)).json();
const protocol = async () => (await askServer('/v1/protocols')).protocols.find((p) => /day-case/.test(p.name)).name;
const screening = async () => (await askServer(`/v1/protocols/${await protocol()}`)).screening;

test('every control has a name, every field a label, and is large enough for a gloved finger', async () => {
    for (const way of ['curves', 'table', 'events', 'limits']) {
        await choose(`way ${way}`);
        const faults = await page.locator('.patient').evaluate((root) => {
            const seen = [...root.querySelectorAll('button, a, input, select')].filter((e) => e.getClientRects().length);
            return seen.flatMap((e) => {
                const { width, height } = e.getBoundingClientRect();
                const named = (e.innerText ?? '').trim() || e.getAttribute('aria-label') || e.labels?.length;
                const inText = e.tagName === 'A' && e.closest('.card');
                if (!named) return [`no name: ${e.outerHTML.slice(0, 80)}`];
                return (width < 43.5 || height < 43.5) && !inText ? [`${width} x ${height}: ${e.outerHTML.slice(0, 80)}`] : [];
            });
        });
        assert.deepEqual(faults, [], way);
    }
    assert.equal(await page.locator('.patient table:not(:has(th[scope]))').count(), 0);
});

test('no way of looking at a bed has a serious fault of accessibility, in both themes', async () => {
    for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        for (const way of ['curves', 'table', 'events', 'limits']) {
            await choose(`way ${way}`);
            await accessible(page, `${way}, ${colorScheme}`);
        }
    }
    await page.emulateMedia({ colorScheme: 'dark' });
});

test('texts 40 % longer run over nothing, on a wall, a tablet and a phone, and at twice the size', async () => {
    const long = await browser.context.newPage();
    for (const [width, height] of [[1920, 1080], [1280, 800], [960, 540], [390, 844]]) {
        await long.setViewportSize({ width, height });
        await long.goto(placeOf('', { lang: 'pseudo' }).href);
        await shown(long);
        for (const way of ['curves', 'table', 'events', 'limits']) {
            await long.locator(`[data-choose="way ${way}"]`).click();
            const faults = await long.evaluate(() => {
                const beyond = (e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.table-place, .hidden');
                const wide = [...document.querySelectorAll('.patient *')].filter(beyond);
                const clipped = (e) => e.scrollWidth > e.clientWidth + 1 && !/auto|scroll/.test(getComputedStyle(e).overflowX);
                const all = [...document.querySelectorAll('.patient :is(button, h2, h3, dd, label, p, .limit-rule, .choice)')];
                const texts = all.filter((e) => e.getClientRects().length && !e.classList.contains('hidden') && clipped(e));
                return [...wide, ...texts].map((e) => e.outerHTML.slice(0, 90));
            });
            assert.deepEqual(faults, [], `${way} at ${width} x ${height}`);
        }
    }
    await long.close();
});

test('screenshots in every size and theme', { skip: !process.env.VIGIL_SCREENSHOTS }, async () => {
    const folder = process.env.VIGIL_SCREENSHOTS;
    await mkdir(folder, { recursive: true });
    for (const [width, height] of [[1920, 1080], [1280, 800], [390, 844]]) {
        for (const colorScheme of ['dark', 'light']) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height });
            for (const way of ['curves', 'table', 'events', 'limits']) {
                await choose(`way ${way}`);
                await page.evaluate(() => new Promise((painted) => setTimeout(painted, 300)));
                await page.screenshot({ path: join(folder, `bed-${way}-${width}x${height}-${colorScheme}.png`) });
            }
        }
    }
});

test('nothing went wrong in any page', () => {
    assert.deepEqual(browser.faults.filter((fault) => !/422|409/.test(fault)), []);
    assert.equal(bed.fault, undefined);
});
