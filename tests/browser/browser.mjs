// A browser with a fresh profile, and pages that remember everything that went wrong in them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];

export async function startBrowser() {
    const profile = await mkdtemp(join(tmpdir(), 'vigil-browser-'));
    const executablePath = process.env.VIGIL_CHROMIUM ?? '/usr/bin/chromium';
    const context = await chromium.launchPersistentContext(profile, { executablePath, args, colorScheme: 'dark' });
    const faults = [];
    context.on('page', (page) => watch(page, faults));
    return {
        context,
        faults,
        async stop() {
            await context.close();
            await rm(profile, { recursive: true, force: true });
        },
    };
}

function watch(page, faults) {
    page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
    page.on('console', (message) => {
        const text = message.text();
        if (/content security policy/i.test(text)) faults.push(`CSP: ${text}`);
        else if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION/.test(text)) faults.push(`console: ${text}`);
    });
}

/** Asks again and again until the answer is true; says what it waited for if it never is. */
export async function until(what, question, limitMs = 15000) {
    const end = Date.now() + limitMs;
    for (;;) {
        const answer = await question();
        if (answer) return answer;
        if (Date.now() > end) throw new Error(`waited ${limitMs} ms for: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
