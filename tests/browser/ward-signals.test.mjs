// What an alarm looks and sounds like: flashes, bursts, a station that cannot sound, and pauses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from '../../dashboard/node_modules/esbuild/lib/main.js';
import { startBrowser, until } from './browser.mjs';
import { openFake, screenshot } from './fakepage.mjs';
import { alarm, bed, FakeWard } from './fakeward.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(async () => browser?.stop());

const id = (letter) => letter.repeat(16);
const three = () => [
    alarm(id('a'), 'W1/1', { priority: 'high' }),
    alarm(id('b'), 'W1/2'),
    alarm(id('c'), 'W1/3', { priority: 'low', kind: 'technical', evidence: null }),
];
const threeBeds = () => [1, 2, 3].map((i) => bed(`W1/${i}`, i));

/** How often the background of an alarm's strip changes in four seconds, by the animation's own clock. */
const changes = (page, letter) =>
    page.locator(`[data-strip="${id(letter)}"]`).evaluate((strip) => {
        const [flash] = strip.getAnimations();
        if (!flash) return 0;
        flash.pause();
        const colours = [];
        for (let ms = 0; ms < 4000; ms += 25) {
            flash.currentTime = ms + 1;
            colours.push(getComputedStyle(strip).backgroundColor);
        }
        return colours.filter((colour, i) => i > 0 && colour !== colours[i - 1]).length;
    });

test('red flashes twice a second, yellow once in two, cyan never, and what was acknowledged never', async () => {
    const ward = new FakeWard(threeBeds(), three());
    const page = await openFake(browser, ward);
    assert.deepEqual([await changes(page, 'a'), await changes(page, 'b'), await changes(page, 'c')], [15, 3, 0]);
    ward.change({ ...ward.alarms.get(id('a')), acknowledged: { by: 'desk', at: ward.now() } }, 'acknowledged');
    await until('the acknowledgement', () => page.locator(`[data-strip="${id('a')}"][data-acknowledged="true"]`).count());
    assert.equal(await changes(page, 'a'), 0);
    await page.close();
});

test('with reduced motion nothing flashes, and mark, word and shape remain', async () => {
    const page = await openFake(browser, new FakeWard(threeBeds(), three()), { before: (p) => p.emulateMedia({ reducedMotion: 'reduce' }) });
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    const said = await page.locator('.strip').evaluateAll((all) => all.map((s) => `${s.innerText.replace(/\s+/g, ' ')}|${s.querySelector('svg').dataset.shape}`));
    assert.deepEqual(said.map((text) => text.replace(/ Heart.*\|/, '|')), ['*** HIGH|high', '** MEDIUM|medium', '! LOW|square']);
    await page.close();
});

test('each priority lights its lamp once when the page starts', async () => {
    const page = await openFake(browser, new FakeWard(threeBeds()), {
        before: (p) =>
            p.addInitScript(() => {
                globalThis.lamps = [];
                const look = () => {
                    const lit = document.querySelector('.counts')?.dataset.lamp;
                    const colour = document.querySelector(`.count[data-priority="${lit}"]`);
                    if (lit && globalThis.lamps.at(-1)?.[0] !== lit) globalThis.lamps.push([lit, colour ? getComputedStyle(colour).backgroundColor : '']);
                };
                new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
            }),
    });
    await until('the end of the test', () => page.locator('.counts[data-lamp="done"]').count());
    const lamps = await page.evaluate(() => globalThis.lamps);
    assert.deepEqual(lamps.map(([name]) => name), ['high', 'medium', 'low', 'done']);
    assert.equal(new Set(lamps.map(([, colour]) => colour)).size, 4);
    await page.close();
});

test('a station that cannot sound says so over the full width until somebody arms it, and reports both', async () => {
    const ward = new FakeWard(threeBeds());
    const page = await openFake(browser, ward, { query: '?station=desk' });
    const bar = page.locator('[data-sound-bar]');
    assert.equal(await bar.evaluate((b) => b.getBoundingClientRect().width), 1920);
    assert.match(await bar.innerText(), /SOUND IS OFF/);
    await screenshot(page, 'sound-off');
    const armed = () => ward.heard.filter((m) => m.type === 'station').map((m) => m.sound_armed);
    assert.deepEqual(armed(), [false]);
    await bar.click();
    await until('that it can sound', async () => armed().at(-1) === true);
    assert.equal(await bar.count(), 0);
    ward.heard.length = 0;
    await page.evaluate(() => location.reload());
    await until('sound again after the page has reloaded itself', () => armed().at(-1) === true);
    await until('the bar gone', async () => (await bar.count()) === 0);
    await page.close();
});

test('the sound is paused for two minutes at most, with a countdown, and what is seen never pauses', async () => {
    const ward = new FakeWard(threeBeds(), three());
    const page = await openFake(browser, ward, { query: '?station=desk' });
    await page.locator('[data-sound-bar]').click();
    await page.locator('[data-audio="sounding"]').click();
    const asked = await until('the pause', () => ward.heard.find((m) => m.type === 'pause_audio'));
    assert.equal(asked.seconds, 120);
    const station = { name: 'desk', connected: true, sound_armed: true, visible: true, paused_by: 'desk' };
    ward.event({ type: 'station', station: { ...station, audio_paused_until: new Date(Date.now() + 100_000).toISOString() } });
    await until('the countdown', async () => /, (9\d|100) s left/.test(await page.locator('[data-audio="paused"]').innerText()));
    assert.ok((await page.locator(`[data-strip="${id('a')}"]`).evaluate((strip) => strip.getAnimations().length)) > 0);
    ward.event({ type: 'station', station: { ...station, audio_paused_until: null, paused_by: null } });
    await until('the end of the pause', () => page.locator('[data-audio="sounding"]').count());
    await page.close();
});

test('rendered bursts begin and end within 10 ms of what the table of signals allows', async () => {
    const entry = "export { bursts, lengthMs } from './bursts'; export { playBurst } from './pulses';";
    const stdin = { contents: entry, resolveDir: new URL('../../dashboard/src', import.meta.url).pathname, loader: 'ts' };
    const bundle = await build({ stdin, bundle: true, write: false, format: 'iife', globalName: 'sound' });
    const page = await browser.context.newPage();
    const found = await page.evaluate(`(async () => { ${bundle.outputFiles[0].text}; return (${render.toString()})(sound); })()`);
    const within = (value, least, most, what) => assert.ok(value >= least - 10 && value <= most + 10, `${what}: ${value} ms`);
    const table = {
        high: { pulses: 10, length: [75, 200], gap: [50, 125], pause: [2500, 15_000] },
        medium: { pulses: 3, length: [125, 250], gap: [125, 250], pause: [2500, 30_000] },
        low: { pulses: 1, length: [125, 250], gap: [125, 250], pause: [15_000, Infinity] },
    };
    for (const [priority, { pulses, length, gap, pause }] of Object.entries(table)) {
        const { heard, meant, pauseMs, pulseMs, partials, hz } = found[priority];
        assert.equal(heard.length, pulses, priority);
        heard.forEach(([start, end], i) => {
            assert.ok(Math.abs(start - meant[i]) <= 10, `${priority}: pulse ${i} begins at ${start}, not ${meant[i]}`);
            within(end - start, ...length, `${priority}: pulse ${i}`);
            if (i > 0 && i % 5 !== 0 && i % 5 !== 3) within(start - heard[i - 1][1], ...gap, `${priority}: gap before pulse ${i}`);
        });
        assert.ok(pauseMs >= pause[0] && pauseMs <= pause[1], `${priority}: pause ${pauseMs}`);
        assert.ok(hz >= 150 && hz <= 1000, `${priority}: fundamental ${hz} Hz`);
        const strongest = Math.max(...partials.map((p) => p.level));
        const alike = partials.filter((p) => p.hz >= 300 && p.hz <= 4000 && p.level > strongest / 10 ** (15 / 20));
        assert.ok(alike.length >= 4, `${priority}: ${alike.length} partials within 15 dB`);
        if (priority !== 'high') continue;
        for (const third of [2, 7]) within(heard[third + 1][0] - heard[third][1], 100 + pulseMs, 250 + pulseMs, 'third to fourth pulse');
        within(heard[5][0] - heard[4][1], 350, 1300, 'between the two groups');
    }
    await page.close();
});

/** In the browser: renders each burst, finds its pulses, and how strong each partial of the first is. */
async function render({ bursts, lengthMs, playBurst }) {
    const rate = 48_000;
    const found = {};
    for (const [priority, burst] of Object.entries(bursts)) {
        const context = new OfflineAudioContext(1, ((lengthMs(burst) + 200) * rate) / 1000, rate);
        playBurst(context, context.destination, burst, 0.05);
        const samples = (await context.startRendering()).getChannelData(0);
        const heard = [];
        let quietSince = -Infinity;
        for (let i = 0; i < samples.length; ++i) {
            if (Math.abs(samples[i]) < 0.004) continue;
            const ms = (i * 1000) / rate - 50;
            if (ms - quietSince > 25) heard.push([ms, ms]);
            heard.at(-1)[1] = quietSince = ms;
        }
        const from = Math.round(((heard[0][0] + 50 + burst.pulse_ms * 0.3) * rate) / 1000);
        const count = Math.round((burst.pulse_ms * 0.4 * rate) / 1000);
        const level = (hz) => {
            let [re, im] = [0, 0];
            for (let i = 0; i < count; ++i) {
                const angle = (2 * Math.PI * hz * i) / rate;
                re += samples[from + i] * Math.cos(angle);
                im += samples[from + i] * Math.sin(angle);
            }
            return Math.hypot(re, im) / count;
        };
        const partials = Array.from({ length: 10 }, (_, k) => ({ hz: burst.fundamental_hz * (k + 1), level: level(burst.fundamental_hz * (k + 1)) }));
        found[priority] = { heard, meant: burst.starts_ms, pauseMs: burst.pause_ms, pulseMs: burst.pulse_ms, partials, hz: burst.fundamental_hz };
    }
    return found;
}

test('nothing went wrong in any page', () => assert.deepEqual(browser.faults, []));
