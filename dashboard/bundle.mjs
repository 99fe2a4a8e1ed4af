// Bundles src/main.tsx and its style sheets, and writes an index.html that names them by content hash and holds the texts.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

const gzipBytesMax = 90_000;
const smaller = { module: true, ecma: 2020, compress: { passes: 3 } };
const packages = JSON.parse(await readFile('package.json', 'utf8')).devDependencies;

const [module] = (await build({ entryPoints: ['src/catalogue/index.ts'], bundle: true, format: 'esm', write: false })).outputFiles;
const { catalogues } = await import(`data:text/javascript;base64,${Buffer.from(module.contents).toString('base64')}`);
const texts = JSON.stringify(catalogues).replaceAll('<', '\\u003c'); // nothing in it ends its element

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
const result = await build({
    entryPoints: { app: 'src/main.tsx', style: 'src/style.css' },
    entryNames: '[name]-[hash]',
    outdir: 'dist',
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    // Not in the files for long, but in their hashes: one name is never that of two contents, and a page notices a build
    // in which a text is another one.
    banner: { js: `// terser ${packages.terser} ${JSON.stringify(smaller)} ${createHash('sha256').update(texts).digest('hex')}` },
    metafile: true,
});

const outputs = Object.keys(result.metafile.outputs).map((path) => basename(path));
const script = outputs.find((name) => name.startsWith('app-') && name.endsWith('.js'));
const style = outputs.find((name) => name.endsWith('.css'));
if (!script || !style) throw new Error(`expected one script and one style sheet, got ${outputs.join(', ')}`);

const scripts = outputs.filter((name) => name.endsWith('.js'));
const gzipBytes = new Map();
for (const name of scripts) {
    const { code } = await minify(await readFile(`dist/${name}`, 'utf8'), smaller);
    await writeFile(`dist/${name}`, code);
    gzipBytes.set(name, gzipSync(code).length);
}

const page = await readFile('src/index.html', 'utf8');
const filled = { script: `/${script}`, style: `/${style}`, texts };
await writeFile('dist/index.html', page.replace(/\{(script|style|texts)\}/g, (_, name) => filled[name]));

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const total = [...gzipBytes.values()].reduce((sum, bytes) => sum + bytes);
console.log(`dashboard/dist: ${outputs.join(' ')}`);
console.log(`scripts gzipped: ${kB(total)}; without the page of a bed, as on a wall: ${kB(total - Math.max(...gzipBytes.values()))}`);
if (total > gzipBytesMax) throw new Error(`the scripts are over their budget of ${kB(gzipBytesMax)} gzipped`);
