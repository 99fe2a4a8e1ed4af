// A bed's infusion and observations in a browser, as a nurse handles them: by keys, by taps, and looked at from all sides.
//
// VIGIL_DASHBOARD_URL   address of a ward page, such as http://127.0.0.1:8080/ward/W1
// VIGIL_SCREENSHOTS     folder for screenshots; without it none are taken
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accessible } from './accessible.mjs';
import { startBrowser, until } from './browser.mjs';
import { InfusionBed } from './infusion-bed.mjs';

const address = new URL(process.env.VIGIL_DASHBOARD_URL);
const folder = process.env.VIGIL_SCREENSHOTS;
const sizes = [[1920, 1080], [1280, 800], [390, 844]];
/** A tablet's page at twice its size. */
const zoomed = [640, 400];

/** `number`: of a bed of the ward that nobody else uses. */
export async function startInfusionPage(number) {
    const bed = new InfusionBed(address.origin, `${decodeURIComponent(address.pathname.split('/')[2])}/${number}`);
    await bed.start();
    const browser = await startBrowser();
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 1280, height: 800 });
    return new InfusionPage(bed, browser, page);
}

class InfusionPage {
    constructor(bed, browser, page) {
        this.bed = bed;
        this.browser = browser;
        this.page = page;
    }

    async stop() {
        await this.bed.stop();
        await this.browser.stop();
    }

    /** What went wrong, but for what the test was refused and for an answer that it lost. */
    faults() {
        return this.browser.faults.filter((fault) => !/status of 4(09|22)|ERR_FAILED/.test(fault));
    }

    async open(part, { place = this.bed.place, query = '' } = {}) {
        await this.page.goto(`${address.origin}/ward/${place.split('/').map(encodeURIComponent).join('/bed/')}/${part}${query}`);
        await this.page.waitForSelector(part === 'chart' ? '.charting [data-chart-item]' : '.infusion :is(.session-head, form)');
    }

    form(what) {
        return this.page.locator(`[data-form="${what}"]`);
    }

    item(name) {
        return this.page.locator(`[data-chart-item="${name}"]`);
    }

    filled() {
        return this.page.locator('[data-filled="true"]').count();
    }

    phaseIs(wanted) {
        const phase = () => this.page.locator('.infusion').getAttribute('data-infusion');
        return until(`the phase ${wanted}`, async () => (await phase()) === wanted);
    }

    async sayWho(name = 'nurse-1') {
        await this.page.locator('.who input').fill(name);
    }

    tap(item, value) {
        return this.page.locator(`[name="item-${item}"][value="${value}"] + .option-face`).click();
    }

    save() {
        return this.page.locator('[data-save]').click();
    }

    /** It is stored when the form is empty again. */
    stored() {
        return until('an empty form', async () => (await this.filled()) === 0);
    }

    /** By the keyboard alone. */
    async tabTo(selector) {
        for (let i = 0; i < 300; ++i) {
            if (await this.focused(selector)) return;
            await this.page.keyboard.press('Tab');
        }
        throw new Error(`${selector} cannot be reached by Tab`);
    }

    focused(selector) {
        return this.page.evaluate((wanted) => document.activeElement?.matches(wanted), selector);
    }

    async type(selector, text) {
        await this.tabTo(selector);
        await this.page.keyboard.press('Control+A');
        await this.page.keyboard.type(text);
    }

    /** To one of a group of radio buttons, by arrows. */
    async choose(group, wanted) {
        await this.tabTo(group);
        await this.page.keyboard.press('Space');
        for (let i = 0; i < 40; ++i) {
            if (await this.focused(wanted)) return;
            await this.page.keyboard.press('ArrowDown');
        }
        throw new Error(`${wanted} cannot be reached by arrows`);
    }

    /** What is asked in a section that is closed. */
    async unfold(name) {
        const closed = this.page.locator('.chart-section-head[aria-expanded="false"]');
        while (!(await this.item(name).count()) && (await closed.count())) await closed.first().click();
        await until(`the item ${name}`, () => this.item(name).count());
    }

    async resize(width, height) {
        await this.page.setViewportSize({ width, height });
        await this.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    }

    /** In both themes. */
    async accessible(what) {
        for (const colorScheme of ['dark', 'light']) {
            await this.page.emulateMedia({ colorScheme });
            await accessible(this.page, `${what}, ${colorScheme}`);
        }
        await this.page.emulateMedia({ colorScheme: 'dark' });
    }

    /** In a language that is 40 % longer nothing leaves the screen, and everything that is pressed is 44 pixels high. */
    async fits(part) {
        for (const [width, height] of [...sizes, zoomed]) {
            await this.resize(width, height);
            await this.open(part, { query: '?lang=pseudo' });
            const of = this.page.locator(':is(.charting, .infusion) *');
            const wide = await of.evaluateAll((all) =>
                all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.outerHTML.slice(0, 90)));
            assert.deepEqual(wide, [], `too wide: ${part} at ${width}`);
            const small = await of.evaluateAll((all) => {
                const pressed = all.filter((each) => each.matches('button, a, input:not([type="radio"]), textarea, .option-face'));
                return pressed.filter((each) => each.checkVisibility() && each.offsetHeight < 44).map((each) => each.outerHTML.slice(0, 90));
            });
            assert.deepEqual(small, [], `too small: ${part} at ${width}`);
        }
        await this.resize(1280, 800);
        await this.open(part);
    }

    async screenshots(name) {
        if (!folder) return;
        await mkdir(folder, { recursive: true });
        for (const [width, height] of sizes)
            for (const colorScheme of ['dark', 'light']) {
                await this.page.emulateMedia({ colorScheme });
                await this.resize(width, height);
                await this.page.screenshot({ path: join(folder, `infusion-${name}-${width}x${height}-${colorScheme}.png`) });
            }
        await this.page.emulateMedia({ colorScheme: 'dark' });
        await this.resize(1280, 800);
    }
}

export { address };
