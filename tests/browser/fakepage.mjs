// Pages of the dashboard that are told by a made-up ward.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './browser.mjs';

export const address = new URL(process.env.VIGIL_DASHBOARD_URL);

/** Opens `path` below the ward's address. The ward stops with the page. */
export async function openFake(browser, ward, { path = '', query = '', size = [1920, 1080], before } = {}) {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: size[0], height: size[1] });
    await ward.attach(page);
    page.on('close', () => ward.stop());
    await before?.(page);
    await page.goto(new URL(`/ward/W1${path}${query}`, address).href);
    await until('a live page', () => page.locator('.page[data-link="live"]').count());
    return page;
}

/** A page that is not in front paints nothing, and so never learns its size. */
export async function resize(page, width, height) {
    await page.bringToFront();
    await page.setViewportSize({ width, height });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}

export async function screenshot(page, name) {
    const folder = process.env.VIGIL_SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
}
