// Bundles src/main.tsx and its style sheets, and writes an index.html that names them by content hash.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const gzipBytesMax = 104 * 1024;

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
const result = await build({
    entryPoints: { app: 'src/main.tsx' },
    entryNames: '[name]-[hash]',
    outdir: 'dist',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
});

const outputs = Object.keys(result.metafile.outputs).map((path) => basename(path));
const script = outputs.find((name) => name.endsWith('.js'));
const style = outputs.find((name) => name.endsWith('.css'));
if (!script || !style) throw new Error(`expected one script and one style sheet, got ${outputs.join(', ')}`);

const page = await readFile('src/index.html', 'utf8');
await writeFile('dist/index.html', page.replace('{script}', `/${script}`).replace('{style}', `/${style}`));

const gzipBytes = gzipSync(await readFile(`dist/${script}`)).length;
console.log(`dashboard/dist: ${outputs.join(' ')} (script ${(gzipBytes / 1024).toFixed(1)} KiB gzipped)`);
if (gzipBytes > gzipBytesMax) throw new Error(`script is over its budget of ${gzipBytesMax} bytes gzipped`);
